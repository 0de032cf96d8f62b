// Two words make a pseudonym. Colours, weather and quiet moods with plants, birds, stones and instruments: nothing
// about a body, a people, a belief, an age or a mind, and no animal that is used as an insult anywhere we know.

export const firstWords = (
  'amber autumn azure breezy bright brisk bronze calm cedar cheerful clear cobalt copper coral cosmic crimson ' +
  'crystal dawn distant early easy emerald evening fabled fair fern gentle gilded glad golden grand happy hazel ' +
  'honest indigo ivory jade jolly keen kind lilac lively lucky lunar maple marble merry mint misty morning noble ' +
  'northern ochre olive opal patient pearl placid polar proud quiet rapid rising royal ruby russet sage sandy ' +
  'scarlet silent silver sincere snowy solar southern spring stellar steady summer sunny swift teal tidy topaz ' +
  'tranquil true velvet vernal violet vivid warm western willing winter wise witty zesty'
).split(' ')

export const secondWords = (
  'acorn alder anchor anemone aspen aster aurora banjo basil bay beacon birch bluebell bramble bridge brook ' +
  'buttercup canyon cello chestnut clarinet clover comet compass condor cornflower cosmos crane creek cypress ' +
  'daisy delta dolphin drum dune egret elm ember falcon fiddle finch fjord flute forest fountain galaxy garden ' +
  'geyser ginkgo glacier grove harbour harp hawthorn heather heron hill island ivy jasmine juniper kestrel kite ' +
  'lagoon lake lantern lark laurel lavender lighthouse lily linden lotus lute lynx magnolia mandolin marigold ' +
  'meadow meteor mistral moon moss mountain nebula nightingale oak oasis oboe orchid osprey otter palm panda ' +
  'pebble pelican peony piano pine planet plover poplar prairie primrose puffin quartz raven reef ridge river ' +
  'robin rosemary rowan saffron sequoia shore snowdrop sparrow spruce star stork stream swallow swan sycamore ' +
  'tern thistle thrush thyme tulip valley viola violin walnut waterfall wave wharf willow wren yarrow zephyr zinnia'
).split(' ')
