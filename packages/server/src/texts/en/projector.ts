/** The code and its QR code, for everybody to see. */
export const projector = {
  title: 'Join',
  back: 'Back to the room',
  noCode: 'nobody joins this workshop by a code',
}
