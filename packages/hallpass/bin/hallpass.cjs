#!/usr/bin/env node
'use strict'
require('./compile-cache.cjs').keepCompiledCode()
require('../dist/cli/main.cjs')
