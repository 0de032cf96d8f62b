/** A bucket with every setting that Terraform's AWS provider has for what the local AWS does, in two states. */
export const terraformBuckets = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "changed" {
  type    = bool
  default = false
}

provider "aws" {
  s3_use_path_style           = true
  skip_metadata_api_check     = true
  skip_credentials_validation = true
}

resource "aws_s3_bucket" "site" {
  bucket        = "lab-seven"
  force_destroy = true
  tags          = { lab = var.changed ? "eight" : "seven" }
}

resource "aws_s3_bucket_versioning" "site" {
  bucket = aws_s3_bucket.site.id
  versioning_configuration {
    status = var.changed ? "Suspended" : "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "site" {
  bucket                  = aws_s3_bucket.site.id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = false
  restrict_public_buckets = var.changed
}

resource "aws_s3_bucket_server_side_encryption_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  rule {
    bucket_key_enabled = var.changed
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "site" {
  bucket = aws_s3_bucket.site.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "site" {
  bucket     = aws_s3_bucket.site.id
  depends_on = [aws_s3_bucket_versioning.site]
  rule {
    id     = "logs"
    status = "Enabled"
    filter {
      prefix = "logs/"
    }
    expiration {
      days = var.changed ? 14 : 7
    }
    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

resource "aws_s3_bucket_cors_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  cors_rule {
    allowed_headers = ["*"]
    allowed_methods = var.changed ? ["GET"] : ["GET", "PUT"]
    allowed_origins = ["https://lab.example.com", "https://*.example.org"]
    expose_headers  = ["ETag"]
    max_age_seconds = 3000
  }
  cors_rule {
    allowed_methods = ["HEAD"]
    allowed_origins = ["*"]
  }
}

resource "aws_s3_bucket_website_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  index_document {
    suffix = "index.html"
  }
  error_document {
    key = var.changed ? "lost.html" : "error.html"
  }
  routing_rule {
    condition {
      key_prefix_equals = "docs/"
    }
    redirect {
      replace_key_prefix_with = "documents/"
    }
  }
}

resource "aws_s3_bucket_policy" "site" {
  bucket     = aws_s3_bucket.site.id
  depends_on = [aws_s3_bucket_public_access_block.site]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Visitors"
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = var.changed ? "\${aws_s3_bucket.site.arn}/public/*" : "\${aws_s3_bucket.site.arn}/*"
    }]
  })
}

resource "aws_s3_object" "index" {
  bucket       = aws_s3_bucket.site.id
  key          = "index.html"
  content      = var.changed ? "<p>changed</p>" : "<p>hello</p>"
  content_type = "text/html"
  tags         = { lab = "seven" }
  depends_on   = [aws_s3_bucket_versioning.site]
}

resource "aws_s3_bucket" "kept" {
  bucket              = "lab-kept"
  force_destroy       = true
  object_lock_enabled = true
}

resource "aws_s3_bucket_object_lock_configuration" "kept" {
  bucket = aws_s3_bucket.kept.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = var.changed ? 2 : 1
    }
  }
}

resource "aws_s3_object" "kept" {
  bucket                        = aws_s3_bucket.kept.id
  key                           = "kept.txt"
  content                       = "kept"
  force_destroy                 = true
  object_lock_mode              = "GOVERNANCE"
  object_lock_retain_until_date = var.changed ? "2099-01-01T00:00:00Z" : "2098-01-01T00:00:00Z"
  object_lock_legal_hold_status = var.changed ? "OFF" : "ON"
}

resource "aws_s3_bucket" "sealed" {
  bucket = "lab-sealed"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "sealed" {
  bucket = aws_s3_bucket.sealed.id
  rule {
    bucket_key_enabled = var.changed
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}

resource "aws_s3_object" "sealed" {
  bucket     = aws_s3_bucket.sealed.id
  key        = "sealed.txt"
  content    = "sealed"
  depends_on = [aws_s3_bucket_server_side_encryption_configuration.sealed]
}

resource "aws_s3_object_copy" "copy" {
  bucket = aws_s3_bucket.site.id
  key    = "copy.html"
  tags   = { lab = "copied" }
  # Without it the tags of the source are copied too.
  tagging_directive = "REPLACE"
  source = "\${aws_s3_object.index.bucket}/\${aws_s3_object.index.key}"
}
`
