package org.morango.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.morango.internal.binding.Hint;
import org.morango.internal.binding.HintProof;
import org.morango.session.SessionKey;

/** A client believes only hints that the server of its session has sent, in their order. */
class HintReaderTest {
    private static final String SESSION = "5".repeat(32);
    private final HintProof proof = new HintProof(key(1), SESSION, "code");
    private final List<String> told = new ArrayList<>();
    private final HintReader reader = new HintReader(proof, new HintListener() {
        @Override
        public void news() {
            told.add("news");
        }

        @Override
        public void alive() {
            told.add("alive");
        }

        @Override
        public void ended(End reason) {
            told.add(reason.name());
        }
    });

    private static SessionKey key(int seed) {
        byte[] secret = new byte[SessionKey.BYTES];
        secret[0] = (byte) seed;
        return SessionKey.of(secret);
    }

    private void read(String events) {
        events.lines().forEach(reader::line);
    }

    @Test
    void provenHintsAreTold() {
        read(proof.event(Hint.OPEN, 0) + proof.event(Hint.NEWS, 1) + proof.event(Hint.BEAT, 2));
        read(proof.event(Hint.AGAIN, 3));
        reader.ended();
        assertThat(told).containsExactly("alive", "news", "alive", "AGAIN");
    }

    @Test
    void forgedHintIsIgnoredWithAllThatFollow() {
        read(proof.event(Hint.OPEN, 0));
        read(new HintProof(key(2), SESSION, "code").event(Hint.NEWS, 1));
        read(proof.event(Hint.NEWS, 1) + proof.event(Hint.NEWS, 2) + proof.event(Hint.OVER, 3));
        reader.ended();
        assertThat(told).containsExactly("alive", "BROKEN");
    }

    @Test
    void repeatedAndReorderedHintsAreIgnored() {
        read(proof.event(Hint.OPEN, 0) + proof.event(Hint.OPEN, 0));
        assertThat(told).containsExactly("alive");
    }

    @Test
    void hintsOfAnotherRequestAreIgnored() {
        read(new HintProof(key(1), SESSION, "another").event(Hint.OPEN, 0));
        assertThat(told).isEmpty();
    }

    @Test
    void hintUnderAnotherNameIsIgnored() {
        read(proof.event(Hint.BEAT, 0).replace("beat", "news"));
        assertThat(told).isEmpty();
    }

    @Test
    void unknownEventsAndCommentsAreSkipped() {
        read(": a comment of a proxy\n\n");
        read("id: 7\nretry: 10\n\n");
        read(proof.event(Hint.OPEN, 0));
        read("event: later\ndata: x\n\n");
        read(proof.event(Hint.NEWS, 2));
        assertThat(told).containsExactly("alive", "news");
    }
}
