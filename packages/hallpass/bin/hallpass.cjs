#!/usr/bin/env node
'use strict'
const { statSync } = require('node:fs')
const { enableCompileCache } = require('node:module')

/** The folder for caches of whoever runs this, by the rules of the system. */
function cacheFolder() {
  const { env, platform } = process
  if (platform === 'win32') return env.LOCALAPPDATA
  if (platform !== 'darwin' && env.XDG_CACHE_HOME?.startsWith('/')) return env.XDG_CACHE_HOME
  // node:os is loaded where it is needed alone, and all of this is in one file: both are time before each command.
  const home = env.HOME || require('node:os').homedir()
  return platform === 'darwin' ? `${home}/Library/Caches` : `${home}/.cache`
}

/**
 * Has Node.js keep the compiled code of the commands in the user's cache folder, where there is one: nothing is
 * made in a home that has none. What lies there is run, so it has to be the user's own, and nobody else may be
 * able to write to it. `NODE_DISABLE_COMPILE_CACHE=1` turns it off.
 *
 * Source: "Module compile cache", Node.js (from version 22.8 on).
 */
function keepCompiledCode() {
  if (typeof enableCompileCache !== 'function') return
  try {
    const folder = cacheFolder()
    if (!folder) return
    const { uid, mode } = statSync(folder)
    if (process.platform !== 'win32' && (uid !== process.geteuid() || (mode & 0o022) !== 0)) return
    enableCompileCache(`${folder}/hallpass/compiled`)
  } catch {
    // No such folder, or no home at all: it goes without.
  }
}

keepCompiledCode()
require('../dist/cli/main.cjs')
