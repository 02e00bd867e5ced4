package org.morango.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.common.MorangoException;

class KeyCipherTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SecretKey ONE = key(1);
    private static final SecretKey TWO = key(2);

    private static SecretKey key(int filling) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) filling);
        return new SecretKeySpec(bytes, "AES");
    }

    @Test
    void keepsWhatItIsGiven() {
        KeyCipher cipher = KeyCipher.aes(ONE);
        String stored = cipher.encrypt("secret", RANDOM);
        assertThat(stored).doesNotContain("secret").isNotEqualTo(cipher.encrypt("secret", RANDOM));
        assertThat(cipher.decrypt(stored)).isEqualTo("secret");
        assertThat(cipher.isCurrent(stored)).isTrue();
        assertThat(cipher.toString()).doesNotContain("AQEB");
    }

    @Test
    void readsPlainTextAndFormerKeys() {
        KeyCipher cipher = KeyCipher.aes(TWO, ONE);
        String former = KeyCipher.aes(ONE).encrypt("secret", RANDOM);
        assertThat(cipher.decrypt(former)).isEqualTo("secret");
        assertThat(cipher.isCurrent(former)).isFalse();
        assertThat(cipher.decrypt("plain")).isEqualTo("plain");
        assertThat(cipher.isCurrent("plain")).isFalse();
        assertThat(KeyCipher.NONE.encrypt("plain", RANDOM)).isEqualTo("plain");
        assertThat(KeyCipher.NONE.isCurrent("plain")).isTrue();
    }

    @Test
    void saysWhichKeyIsMissing() {
        String stored = KeyCipher.aes(ONE).encrypt("secret", RANDOM);
        assertThatThrownBy(() -> KeyCipher.aes(TWO).decrypt(stored))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("which is not among those that the setting trust.keyCipher has been given: [");
        assertThatThrownBy(() -> KeyCipher.NONE.decrypt(stored)).hasMessageContaining("keyCipher");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "AAAA:AAAA", "nonsense:nonsense", "AAAAAAAAAAAAAAAA"})
    void refusesWhatWasAltered(String rest) {
        KeyCipher cipher = KeyCipher.aes(ONE);
        String stored = cipher.encrypt("secret", RANDOM);
        String start = stored.substring(0, stored.indexOf('}') + 1);
        assertThatThrownBy(() -> cipher.decrypt(start + rest))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("was altered");
        String last = stored.endsWith("A=") ? "B=" : "A=";
        assertThatThrownBy(() -> cipher.decrypt(stored.substring(0, stored.length() - 2) + last))
                .hasMessageContaining("was altered");
    }

    @Test
    void wantsLongKeys() {
        assertThatThrownBy(() -> KeyCipher.aes(new SecretKeySpec(new byte[16], "AES")))
                .hasMessageContaining("256 bits");
    }
}
