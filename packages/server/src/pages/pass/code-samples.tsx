import { texts } from '../../texts/index.ts'

const words = texts.pass.keys.code

/** Programs that use the keys as they find them: no key stands in any of them. */
const samples = [
  [
    'boto3',
    `import boto3

for bucket in boto3.client("s3").list_buckets()["Buckets"]:
    print(bucket["Name"])
`,
  ],
  [
    'JavaScript',
    `import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'

const { Buckets } = await new S3Client({}).send(new ListBucketsCommand({}))
for (const { Name } of Buckets ?? []) console.log(Name)
`,
  ],
  [
    'Go',
    `package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

func main() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		panic(err)
	}
	out, err := s3.NewFromConfig(cfg).ListBuckets(ctx, &s3.ListBucketsInput{})
	if err != nil {
		panic(err)
	}
	for _, bucket := range out.Buckets {
		fmt.Println(*bucket.Name)
	}
}
`,
  ],
] as const

/** What code looks like that uses the keys. */
export function CodeSamples({ profile }: { readonly profile: string | undefined }) {
  return (
    <>
      <h2>{words.heading}</h2>
      <p class="soft">{profile === undefined ? words.found : words.profile(profile)}</p>
      {samples.map(([name, code]) => (
        <details>
          <summary>{name}</summary>
          <pre tabindex={0} aria-label={name} id={`code-${name}`}>
            {code}
          </pre>
          <button type="button" data-copy={`code-${name}`} data-copied={texts.frame.copied} hidden>
            {texts.frame.copy}
          </button>
        </details>
      ))}
    </>
  )
}
