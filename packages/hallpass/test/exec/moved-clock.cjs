'use strict'
// Loaded before a program of a test: its clock is ahead by the seconds that the file says.
const { readFileSync } = require('node:fs')
const RealDate = Date
const ahead = () => Number(readFileSync(process.env.TEST_CLOCK_FILE, 'utf8')) * 1000
globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + ahead())
    else super(...args)
  }
  static now() {
    return RealDate.now() + ahead()
  }
}
