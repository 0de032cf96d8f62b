export default async function tearDown() {
  await globalThis.localAwsServer.close()
}
