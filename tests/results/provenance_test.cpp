#include "results/provenance.hpp"

#include <catch2/catch.hpp>
#include <string>

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

TEST_CASE("Provenance names version, revision, compiler and mathematical library") {
  const results::Provenance program = results::this_program();
  CHECK(program.version.find('.') != std::string::npos);
  CHECK((program.revision == "unknown" || program.revision.size() >= 40));
  CHECK(program.compiler.find(' ') != std::string::npos);
  CHECK(program.libm.starts_with("glibc 2."));
  CHECK(program.libm_fingerprint.size() == 64);
  CHECK(program.libm_fingerprint == results::this_program().libm_fingerprint);
}
