/** Evaluated in a page: covers it with a picture that no PNG can make smaller. */
(width, height) => {
  const canvas = document.createElement("canvas");
  canvas.id = "noise";
  canvas.style.cssText = "position: fixed; inset: 0";
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const most = 65_536; // bytes that one call gives
  for (let at = 0; at < image.data.length; at += most) crypto.getRandomValues(image.data.subarray(at, at + most));
  for (let at = 3; at < image.data.length; at += 4) image.data[at] = 255;
  context.putImageData(image, 0, 0);
  document.body.append(canvas);
};
