variable "aws" {
  description = "The AWS profile with an administrator's credentials (empty: those of the environment)"
  type        = string
}

variable "region" {
  description = "Where AWS clients work"
  type        = string
  default     = "eu-west-1"
}

variable "keybase" {
  description = "The keybase user to encrypt the secret key for (to decrypt: terraform output -raw secret_key | base64 --decode | keybase pgp decrypt)"
  type        = string
}

variable "pgp_key" {
  description = "A file with the OpenPGP public key to encrypt the secret key for, in place of keybase"
  type        = string
  default     = ""
}

locals {
  pgp_key = var.pgp_key == "" ? "" : try(
    replace(regex("(?s)BEGIN PGP PUBLIC KEY BLOCK-----.*?\n\\s*\n(.*?)\n(?:=|-----END)", file(var.pgp_key))[0], "/\\s/", ""),
    filebase64(var.pgp_key),
  )
}
