const { CreateUserCommand, IAMClient } = require('@aws-sdk/client-iam')
const { GetCallerIdentityCommand, STSClient } = require('@aws-sdk/client-sts')

test('whoever is not known is nobody', async () => {
  const { Arn } = await new STSClient().send(new GetCallerIdentityCommand())
  expect(Arn).toBe('arn:aws:iam::111122223333:user/admin')
  await new IAMClient().send(new CreateUserCommand({ UserName: 'ada' }))
  const stranger = new STSClient({
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'none' },
  })
  await expect(stranger.send(new GetCallerIdentityCommand())).rejects.toThrow('security token')
})
