package org.morango.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.common.MorangoException;
import org.morango.record.Ids;

class InvitationTextTest {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final String ROOT = "a761c30b1f8c5bd4b1a5d5ab5f8e7c01";

    private final SecureRandom secure = new SecureRandom();

    private InvitationText invitation(String address) {
        return new InvitationText(address, Ids.random(secure), InvitationCode.random(secure));
    }

    @Test
    void isReadAsItWasWritten() {
        for (int i = 0; i < 1_000; i++) {
            InvitationText made = invitation(i % 2 == 0 ? "http://192.168.1.5:8080/" : "https://city.example/sync/");
            assertThat(made.text()).matches("morango:https?://[^#]+/#[0-9A-HJKMNP-TV-Z]{26}\\.[0-9A-HJKMNP-TV-Z]{30}");
            assertThat(InvitationText.parse(made.text())).isEqualTo(made);
        }
    }

    @Test
    void extremeValuesAreReadAsTheyWereWritten() {
        for (byte filling : new byte[] {0, -1, 1, Byte.MIN_VALUE}) {
            byte[] bytes = new byte[InvitationCode.BYTES];
            Arrays.fill(bytes, filling);
            for (String root : new String[] {"0".repeat(32), "f".repeat(32)}) {
                InvitationText made = new InvitationText("http://localhost/", root, new InvitationCode(bytes));
                assertThat(InvitationText.parse(made.text())).isEqualTo(made);
            }
        }
    }

    @Test
    void isReadInOtherLetterCasesAndBrokenLines() {
        InvitationText made = invitation("http://city.example:8080/");
        String lower = made.head() + made.tail().toLowerCase(Locale.ROOT);
        assertThat(InvitationText.parse(lower)).isEqualTo(made);
        assertThat(InvitationText.parse("  \r\n" + made.text() + "\n\t")).isEqualTo(made);
        assertThat(InvitationText.parse(made.head() + "\n" + made.tail().substring(0, 9) + "\u00a0 "
                        + made.tail().substring(9)))
                .isEqualTo(made);
        assertThat(InvitationText.parse("MORANGO:HTTP://CITY.EXAMPLE:8080/#" + made.tail()))
                .isEqualTo(made);
        assertThat(InvitationText.parse(
                        made.head() + made.tail().replace('0', 'o').replace('1', 'l')))
                .isEqualTo(made);
    }

    /** Two of a million wrong texts would pass by chance; these do not. */
    @Test
    void mistypedTextIsRefused() {
        Random random = new Random(7);
        InvitationText made =
                new InvitationText("http://city.example:8080/", ROOT, InvitationCode.of(new BigInteger(128, random)));
        String text = made.text();
        for (int at = text.indexOf(':') + 1; at < text.length(); at++) {
            char right = text.charAt(at);
            char wrong;
            do {
                wrong = DIGITS.charAt(random.nextInt(DIGITS.length()));
            } while (Character.toUpperCase(right) == wrong);
            assertRefused(text.substring(0, at) + wrong + text.substring(at + 1), made);
            assertRefused(text.substring(0, at) + text.substring(at + 1), made);
            if (at > 0 && text.charAt(at - 1) != right) {
                assertRefused(text.substring(0, at - 1) + right + text.charAt(at - 1) + text.substring(at + 1), made);
            }
        }
    }

    private static void assertRefused(String text, InvitationText made) {
        if (text.equals(made.text().replace("/#", "#"))) {
            assertThat(InvitationText.parse(text)).isEqualTo(made);
            return;
        }
        assertThatThrownBy(() -> InvitationText.parse(text))
                .as(text)
                .isInstanceOf(MorangoException.class)
                .satisfies(e -> assertThat(e.getMessage())
                        .doesNotContain(made.tail().substring(27, 40))
                        .doesNotContain(made.tail().substring(40)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#",
                ".",
                "morango:",
                "morango:#",
                "morango:#.",
                "morango:http://city.example/",
                "morango:http://city.example/#",
                "morango:http://city.example/#00000000000000000000000000.",
                "morango:http://city.example/#00000000000000000000000000.000000000000000000000000000000.0",
                "morango:http://city.example/#ZZZZZZZZZZZZZZZZZZZZZZZZZZ.000000000000000000000000000000",
                "morango:ftp://city.example/#00000000000000000000000000.000000000000000000000000000000",
                "morango:http:///#00000000000000000000000000.000000000000000000000000000000",
                "http://city.example/#00000000000000000000000000.000000000000000000000000000000",
                "\u0000morango:http://city.example/#00000000000000000000000000.000000000000000000000000000000",
            })
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> InvitationText.parse(text)).isInstanceOf(MorangoException.class);
    }

    @Test
    void longTextIsRefusedUnread() {
        assertThatThrownBy(() -> InvitationText.parse("morango:http://" + "a".repeat(100_000_000)))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("more than 2000 characters");
        assertThatThrownBy(() -> invitation("http://" + "a".repeat(500) + "/"))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("at most 500 characters");
    }

    /** Random garbage leads to an error of this library, and to no other. */
    @Test
    void garbageIsRefused() {
        Random random = new Random(11);
        String alphabet = DIGITS + "#.:/morangohttp\u00df\u0131\ud83d\ude00\u0000%[]@?";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "morango:http://a/#" : "");
            for (int length = random.nextInt(80); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThatThrownBy(() -> InvitationText.parse(text.toString())).isInstanceOf(MorangoException.class);
        }
    }

    @Test
    void nothingShowsTheCode() {
        InvitationText made = invitation("http://city.example/");
        String shown = made + " " + made.code() + " " + made.code().key() + " "
                + new IssuedInvitation(
                        new Invitation(
                                made.code().id(),
                                ROOT,
                                ROOT,
                                "all",
                                Map.of(),
                                "",
                                Instant.EPOCH,
                                Instant.EPOCH,
                                null,
                                null,
                                "",
                                null),
                        made.code());
        assertThat(shown)
                .doesNotContain(made.tail().substring(27))
                .doesNotContain(HexFormat.of().formatHex(made.code().bytes()))
                .doesNotContain(made.code().key().toText());
    }

    @Test
    void idAndKeyAreDerivedInWaysOfTheirOwn() {
        InvitationCode code = new InvitationCode(new byte[InvitationCode.BYTES]);
        // Fixed, because other implementations have to derive the same.
        assertThat(code.id()).isEqualTo("baaa0fffa00f46efeb59fc8d6ebfb2bb");
        assertThat(code.key().toText()).isEqualTo("4c6f00305c56b49eb4287f03e187f375155100f392496e0b137e3587b09f073c");
        assertThat(InvitationKey.fromText(code.key().toText()).digest("x"))
                .isEqualTo(code.key().digest("x"));
    }

    @Test
    void addressIsWrittenInItsPlainForm() {
        InvitationText made = invitation("HTTP://user:pw@City.Example?x#y");
        assertThat(made.address()).isEqualTo("http://city.example/");
        assertThat(InvitationText.parse(made.text())).isEqualTo(made);
        assertThat(InvitationText.parse(made.at("http://10.0.0.1/").text()).code())
                .isEqualTo(made.code());
    }
}
