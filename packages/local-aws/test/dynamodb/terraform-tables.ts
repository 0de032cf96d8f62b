/** Tables as a lab makes them. `changed` changes three of the resources in place. */
export const terraformTables = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {}

variable "changed" {
  type    = bool
  default = false
}

resource "aws_dynamodb_table" "music" {
  name         = "Music"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "Artist"
  range_key    = "SongTitle"

  attribute {
    name = "Artist"
    type = "S"
  }

  attribute {
    name = "SongTitle"
    type = "S"
  }

  attribute {
    name = "Year"
    type = "N"
  }

  global_secondary_index {
    name               = "ByYear"
    hash_key           = "Year"
    range_key          = "Artist"
    projection_type    = "INCLUDE"
    non_key_attributes = ["Label"]
  }

  local_secondary_index {
    name            = "ByArtistAndYear"
    range_key       = "Year"
    projection_type = "KEYS_ONLY"
  }

  ttl {
    attribute_name = "Expires"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = var.changed
  }

  server_side_encryption {
    enabled = true
  }

  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  deletion_protection_enabled = false

  tags = {
    team = var.changed ? "blue" : "red"
  }
}

resource "aws_dynamodb_table" "counters" {
  name           = "counters"
  billing_mode   = "PROVISIONED"
  read_capacity  = var.changed ? 3 : 2
  write_capacity = 1
  hash_key       = "id"
  table_class    = "STANDARD"

  attribute {
    name = "id"
    type = "S"
  }

  dynamic "attribute" {
    for_each = var.changed ? ["owner"] : []
    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "global_secondary_index" {
    for_each = var.changed ? ["by-owner"] : []
    content {
      name            = global_secondary_index.value
      hash_key        = "owner"
      projection_type = "ALL"
      read_capacity   = 1
      write_capacity  = 1
    }
  }
}

resource "aws_dynamodb_table_item" "song" {
  table_name = aws_dynamodb_table.music.name
  hash_key   = aws_dynamodb_table.music.hash_key
  range_key  = aws_dynamodb_table.music.range_key

  item = jsonencode({
    Artist    = { S = "No One You Know" }
    SongTitle = { S = "Call Me Today" }
    Year      = { N = var.changed ? "2016" : "2015" }
    Tags      = { L = [{ S = "Composers" }, { M = { seen = { BOOL = var.changed } } }] }
  })
}

resource "aws_dynamodb_resource_policy" "music" {
  resource_arn = aws_dynamodb_table.music.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "dynamodb:GetItem"
      Resource  = aws_dynamodb_table.music.arn
      Principal = { AWS = "arn:aws:iam::111122223333:root" }
    }]
  })
}

data "aws_dynamodb_table" "music" {
  name = aws_dynamodb_table.music.name
}
`
