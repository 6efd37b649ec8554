"""256 short, distinct English words: one for each value of a byte, for people to compare fingerprints by."""

from __future__ import annotations

from typing import Final

WORDS: Final[tuple[str, ...]] = tuple(  # a table of 16 x 16 reads better than 256 quoted lines
    """
    acorn actor album alley amber anchor angel ankle apple apron arch arena arrow aspen atlas attic
    axle bacon badge bagel bamboo banjo barn basil basket beach bean beaver bell bench berry birch
    bison blanket blossom boat bonnet book bottle boulder bowl branch bread brick bridge broom brush bucket
    buffalo butter button cabin cable cactus camel camera candle canoe canvas canyon carpet carrot castle cedar
    chair cherry chess cider circus clay cliff clock clover cobra comet compass copper coral cotton crane
    crayon cricket crown crystal cube daisy dancer delta desert diamond dolphin donkey dragon drum eagle easel
    echo elbow ember engine falcon feather fern fiddle fig finch flag flame flute forest fossil fountain
    fox fresco galaxy garden garlic garnet gecko ginger giraffe glacier globe goat grape gravel guitar hammer
    harbor harp hazel hedge helmet heron hickory honey hornet igloo indigo iris island ivory jacket jade
    jaguar jasmine jelly jewel jigsaw juniper kayak kettle kite kiwi koala ladder lagoon lantern laurel lemon
    lilac lily linen lizard lobster locket lotus lumber magnet mango maple marble meadow melon mirror mitten
    monkey moose mosaic muffin nectar needle nest nickel north nutmeg oasis oat ocean olive onion opal
    orange orbit orchid otter owl oyster paddle panda paper parrot peach pearl pebble pelican pencil pepper
    piano pigeon pillow pine planet plum pocket pond poppy potato prairie prism pumpkin puzzle quartz quilt
    rabbit radish raft rail raven ribbon river robin rocket saddle saffron sail salmon sandal satin saturn
    scarf shell silver spruce squid stone sugar summit sunset swan tiger tulip velvet violin walnut willow
    """.split()  # noqa: SIM905
)
