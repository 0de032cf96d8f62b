# The command as an image of one file and the C library: no shell, no package manager, not root.
#   npm run build:executables -- --target linux-x64 --target linux-arm64
#   docker buildx build -f deploy/executable.Dockerfile -t hallpass .     (from the root of the repository)
#   docker run --rm -e AWS_ACCESS_KEY_ID -e AWS_SECRET_ACCESS_KEY hallpass issue -r ROLE_ARN -s ada

FROM debian:bookworm-slim AS libc
WORKDIR /image
COPY dist/executables/ /executables/
RUN case "$(dpkg --print-architecture)" in amd64) target=linux-x64 ;; arm64) target=linux-arm64 ;; esac \
  && hallpass="/executables/$target/hallpass" \
  && mkdir -p tmp home/hallpass usr/local/bin \
  && for file in $(ldd "$hallpass" | grep -o '/[^ ]*'); do cp -L --parents "$file" .; done \
  && cp "$hallpass" usr/local/bin/hallpass \
  && chmod 1777 tmp && chown 65532:65532 home/hallpass

FROM scratch
COPY --from=libc /image /
ENV HOME=/home/hallpass
USER 65532:65532
WORKDIR /home/hallpass
ENTRYPOINT ["/usr/local/bin/hallpass"]
