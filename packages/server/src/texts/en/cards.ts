/** Cards to print and cut. */
export const cards = {
  title: 'Cards',
  heading: (workshop: string) => `Cards for ${workshop}`,
  about: 'A card each: print this page and cut. Whoever has a card is that person, until the workshop ends.',
  scan: 'Scan it, or ask for the code and join as yourself.',
  next: (count: number) => `Here are ${count}. When they are printed: the next ones`,
}
