package dev.trailhunt.run.demo;

/** User agents. */
final class Agents {
  static final String BROWSER =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " Chrome/142.0.0.0 Safari/537.36";
  static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";
  static final String CLI =
      "aws-cli/2.31.8 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.7"
          + " md/pyimpl#CPython cfg/retry-mode#standard md/prompt#off";
  static final String BOTO =
      "Boto3/1.40.40 md/Botocore#1.40.40 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.12.3"
          + " md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.40.40";
  static final String TERRAFORM =
      "APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+https://www.terraform.io)"
          + " terraform-provider-aws/5.70.0 (+https://registry.terraform.io/providers/hashicorp/aws)"
          + " aws-sdk-go-v2/1.32.0 ua/2.1 os/linux lang/go#1.23.1 md/GOOS#linux md/GOARCH#amd64"
          + " api/iam#1.37.0";
  static final String JAVA_SDK =
      "aws-sdk-java/2.33.4 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.0 lang/java#21.0.8"
          + " md/OpenJDK_64-Bit_Server_VM md/vendor#Eclipse_Adoptium md/en_US m/D,N";
  static final String GO_SDK =
      "aws-sdk-go-v2/1.39.2 ua/2.1 os/linux lang/go#1.24.7 md/GOOS#linux md/GOARCH#arm64 m/E";
  static final String NODE_SDK =
      "aws-sdk-js/3.899.0 ua/2.1 os/linux#5.10.0 lang/js md/nodejs#22.19.0 exec-env/AWS_Lambda_nodejs22.x";
  static final String S3_BROWSER = "[S3 Browser/12.2.9 (https://s3browser.com)]";
  static final String PYTHON_URLLIB = "Python-urllib/3.12";

  private Agents() {}
}
