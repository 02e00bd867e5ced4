package org.morango.benchmark.micro;

import java.security.SecureRandom;
import org.morango.certificate.SigningKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Signing a text, and verifying the signature. */
@State(Scope.Benchmark)
public class SignatureBenchmark {
    private static final String TEXT = "The nonce of a session, its id and both certificates.";

    private final SigningKey key = SigningKey.generate(new SecureRandom());
    private final String signature = key.sign(TEXT);

    /** Signs a text. */
    @Benchmark
    public String sign() {
        return key.sign(TEXT);
    }

    /** Verifies a signature. */
    @Benchmark
    public boolean verify() {
        return key.publicKey().verifies(TEXT, signature);
    }
}
