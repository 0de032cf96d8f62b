/**
 * Uploads by a form in a browser: the form, its policy, and the object it makes.
 *
 * @module
 */
export { readForm, type UploadForm } from './form-data.ts'
export {
  expandedFields,
  headersOfFields,
  postNeeds,
  postObject,
  postReceives,
  withinRange,
} from './post-object.ts'
export { checkPostPolicy } from './post-policy.ts'
