"""What the rows of several files share: policies, and names."""

ROLE_ARN = "arn:aws:iam::111122223333:role/shop"
CERTIFICATE_ARN = "arn:aws:acm:us-east-1:111122223333:certificate/1"
PASSWORD = "correct-horse-battery"
OF_IDENTITY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}'
OF_TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", '
    '"Principal": {"Service": "ec2.amazonaws.com"}}]}'
)
OF_RESOURCE = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", '
    '"Principal": "*", "Resource": "*"}}'
)
TOO_LONG = OF_IDENTITY.replace("s3:GetObject", "s" * 6200)
