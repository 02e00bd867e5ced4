package org.morango.internal.binding;

import java.util.Base64;
import org.morango.session.SessionKey;

/**
 * Proves that each event of a stream of hints comes from the server of the session, answers one request, and follows the
 * one before.
 *
 * @param code the code of the request's proof
 */
public record HintProof(SessionKey key, String sessionId, String code) {

    /** Returns an event as it is written. */
    public String event(Hint hint, long number) {
        return "event: " + hint.event() + "\ndata: " + of(hint, number) + "\n\n";
    }

    /** Returns whether a text proves that event. */
    public boolean proves(Hint hint, long number, String text) {
        return RequestProof.same(of(hint, number), text);
    }

    private String of(Hint hint, long number) {
        return Base64.getEncoder()
                .encodeToString(key.authenticate(
                        SignedText.of("morango-hint", sessionId, code, Long.toString(number), hint.event())));
    }
}
