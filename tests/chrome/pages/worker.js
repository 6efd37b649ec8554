self.answer = 42;
postMessage(self.answer);
