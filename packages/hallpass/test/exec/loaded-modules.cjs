// Preloaded: what of Node.js a program has loaded by its end, into the file that is named.
const { writeFileSync } = require('node:fs')
process.on('exit', () => writeFileSync(process.env.LOADED_MODULES, process.moduleLoadList.join('\n')))
