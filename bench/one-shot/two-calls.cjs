// What the calls alone cost a Node.js process: node:http, node:crypto, one HMAC and the POSTs, whatever is answered.
'use strict'
const http = require('node:http')
const { createHmac } = require('node:crypto')

const { hostname, port } = new URL(process.env.AWS_ENDPOINT_URL)
const agent = new http.Agent({ keepAlive: true })
const headers = { 'content-type': 'application/x-www-form-urlencoded' }

const post = (path, body) =>
  new Promise((resolve) => {
    const request = http.request({ hostname, port, path, method: 'POST', agent, headers }, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks).toString()))
    })
    request.end(body)
  })

async function main() {
  const signature = createHmac('sha256', 'key').update('text').digest('hex')
  await post('/', `Action=AssumeRole&Signature=${signature}`)
  if (process.argv[2] === 'link') await post('/federation', 'Action=getSigninToken')
  process.stdout.write('done\n')
}

void main()
