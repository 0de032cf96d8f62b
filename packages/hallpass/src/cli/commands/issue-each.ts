import { HallpassError } from '../../errors.ts'
import type { CommandContext } from '../context.ts'
import type { WithRole } from './issue-role.ts'

/** `hallpass issue --each` */
export async function issueEach(_context: CommandContext, _flags: WithRole): Promise<void> {
  throw new HallpassError('UsageError', '--each is not there yet')
}
