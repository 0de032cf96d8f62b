#!/usr/bin/env python3
"""What hallpass grew out of, in Python 3: assume a role, make a console link, print both as JSON.

--without-requests does with urllib3, which botocore loads anyway, and starts sooner.
"""
import argparse
import json
import os
import sys
from urllib.parse import urlencode

import boto3
from botocore.exceptions import ClientError

FEDERATION = os.environ.get('HALLPASS_SIGNIN_ENDPOINT_URL', 'https://signin.aws.amazon.com/federation')


def get_credentials_for_role(role_arn, session_name):
    sts = boto3.client('sts')
    try:
        response = sts.assume_role(RoleArn=role_arn, RoleSessionName=session_name)
        return response['Credentials']
    except ClientError as error:
        sys.exit('ERROR: %s' % error.response['Error']['Message'])


def get(url, params, without_requests):
    if without_requests:
        import urllib3
        return json.loads(urllib3.PoolManager().request('GET', url, fields=params).data)
    import requests
    return requests.get(url, params=params).json()


def generate_console_link(credentials, without_requests):
    session = json.dumps({'sessionId': credentials['AccessKeyId'],
                          'sessionKey': credentials['SecretAccessKey'],
                          'sessionToken': credentials['SessionToken']})
    signin_token = get(FEDERATION, {'Action': 'getSigninToken',
                                    'SessionDuration': '43200',
                                    'Session': session}, without_requests)
    return FEDERATION + '?' + urlencode({'Action': 'login',
                                         'Issuer': 'Instruqt',
                                         'Destination': 'https://console.aws.amazon.com/',
                                         'SigninToken': signin_token['SigninToken']})


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description='generate keys')
    parser.add_argument('--role-arn', '-r', required=True)
    parser.add_argument('--session-name', '-s', required=True)
    parser.add_argument('--no-link', action='store_true')
    parser.add_argument('--without-requests', action='store_true')
    options = parser.parse_args()

    credentials = get_credentials_for_role(options.role_arn, options.session_name)
    answer = {'AccessKeyId': credentials['AccessKeyId'],
              'SecretAccessKey': credentials['SecretAccessKey'],
              'SessionToken': credentials['SessionToken']}
    if not options.no_link:
        answer['ConsoleMagicLink'] = generate_console_link(credentials, options.without_requests)
    print(json.dumps(answer))
