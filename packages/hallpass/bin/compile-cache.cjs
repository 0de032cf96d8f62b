'use strict'
const { statSync } = require('node:fs')
const { enableCompileCache } = require('node:module')
const { homedir } = require('node:os')
const { join } = require('node:path')

/** The folder for caches of whoever runs this, by the rules of the system. */
function cacheFolder({ env, platform }) {
  if (platform === 'win32') return env.LOCALAPPDATA
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches')
  return env.XDG_CACHE_HOME?.startsWith('/') ? env.XDG_CACHE_HOME : join(homedir(), '.cache')
}

/**
 * Has Node.js keep the compiled code of the commands in the user's cache folder, where there is one: nothing is
 * made in a home that has none. What lies there is run, so it has to be the user's own, and nobody else may be
 * able to write to it. `NODE_DISABLE_COMPILE_CACHE=1` turns it off.
 *
 * Source: "Module compile cache", Node.js (from version 22.8 on).
 */
function keepCompiledCode(proc = process) {
  if (typeof enableCompileCache !== 'function') return
  try {
    const folder = cacheFolder(proc)
    if (!folder) return
    const { uid, mode } = statSync(folder)
    if (proc.platform !== 'win32' && (uid !== proc.geteuid() || (mode & 0o022) !== 0)) return
    enableCompileCache(join(folder, 'hallpass', 'compiled'))
  } catch {
    // No such folder, or no home at all: it goes without.
  }
}

module.exports = { keepCompiledCode }
