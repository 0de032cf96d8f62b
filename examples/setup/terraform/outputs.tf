output "role_arn" {
  value = aws_iam_role.InstruqtS3Access.arn
}

output "access_key" {
  value = aws_iam_access_key.instruqt.id
}

output "secret_key" {
  value = aws_iam_access_key.instruqt.encrypted_secret
}
