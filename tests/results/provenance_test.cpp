#include "results/provenance.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <span>
#include <string>
#include <string_view>

#include "results/sha256.hpp"

using namespace convoyrisk;

// FIPS 180-4's examples; the long ones also from NIST's list of test vectors. 55 to 64 bytes: around the padding.
TEST_CASE("SHA-256 gives the digests of the standard") {
  CHECK(results::sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(results::sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(results::sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(results::sha256(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK(results::sha256(std::string(55, 'a')) == "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  CHECK(results::sha256(std::string(56, 'a')) == "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
  CHECK(results::sha256(std::string(64, 'a')) == "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

TEST_CASE("SHA-256 is the same with the processor's instructions and without, however the bytes come") {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) {
    bytes += static_cast<char>(i * i % 251);
  }
  for (std::size_t size = 0; size <= 300; size += 7) {
    for (const std::size_t first : {std::size_t{0}, std::size_t{1}, std::size_t{63}, std::size_t{64}, size}) {
      INFO(size << " bytes, " << first << " of them first");
      const auto digest = [&](bool by_instructions) {
        results::Sha256 of(by_instructions);
        const std::string_view text = std::string_view(bytes).substr(0, size);
        of.add(std::as_bytes(std::span(text.substr(0, first))));
        of.add(std::as_bytes(std::span(text.substr(std::min(first, size)))));
        return of.hexadecimal();
      };
      CHECK(digest(results::has_sha256_instructions()) == digest(false));
      CHECK(digest(false) == results::sha256(bytes.substr(0, size)));
    }
  }
}

TEST_CASE("Provenance names version, revision, compiler and mathematical library") {
  const results::Provenance program = results::this_program();
  CHECK(program.version.find('.') != std::string::npos);
  CHECK((program.revision == "unknown" || program.revision.size() >= 40));
  CHECK(program.compiler.find(' ') != std::string::npos);
  CHECK(program.libm.starts_with("glibc 2."));
  CHECK(program.libm_fingerprint.size() == 64);
  CHECK(program.libm_fingerprint == results::this_program().libm_fingerprint);
}
