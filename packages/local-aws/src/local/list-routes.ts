import { jsonAnswer, localPath, type LocalRoute } from './route.ts'

/** Adds the route that says which there are, `GET /_local`. */
export function withList(routes: readonly LocalRoute[]): readonly LocalRoute[] {
  const list: LocalRoute = {
    method: 'GET',
    path: '',
    action: 'ListRoutes',
    about: 'what there is below /_local',
    run: () => jsonAnswer(200, { routes: shown }),
  }
  const all = [list, ...routes]
  const shown = all.map(({ method, path, action, about }) => ({
    method,
    path: localPath + path,
    action: `local:${action}`,
    about,
  }))
  return all
}
