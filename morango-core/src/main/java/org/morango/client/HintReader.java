package org.morango.client;

import java.util.Optional;
import org.morango.internal.binding.Hint;
import org.morango.internal.binding.HintProof;
import org.morango.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a stream of hints, and believes only those that prove that they come from the server of the session. */
final class HintReader implements Transport.Lines {
    private static final Logger LOG = LoggerFactory.getLogger(HintReader.class);
    private static final String EVENT = "event:";
    private static final String DATA = "data:";

    private final HintProof proof;
    private final HintListener listener;
    private String event = "";
    private String data = "";
    private long number;
    private HintListener.End end = HintListener.End.BROKEN;
    private boolean isTrusted = true;

    HintReader(HintProof proof, HintListener listener) {
        this.proof = proof;
        this.listener = listener;
    }

    @Override
    public void line(String line) {
        if (line.startsWith(EVENT)) {
            event = line.substring(EVENT.length()).trim();
        } else if (line.startsWith(DATA)) {
            data = line.substring(DATA.length()).trim();
        } else if (line.isEmpty() && !event.isEmpty()) {
            read(event, data);
            event = "";
            data = "";
        }
    }

    private void read(String name, String code) {
        Optional<Hint> hint = Hint.of(name);
        long expected = number++;
        if (!isTrusted || hint.isEmpty()) {
            return;
        }
        if (!proof.proves(hint.get(), expected, code)) {
            LOG.warn(
                    "A hint in session {} does not prove that it comes from the server; it and all that follow are"
                            + " ignored",
                    proof.sessionId());
            isTrusted = false;
            return;
        }
        switch (hint.get()) {
            case OPEN, BEAT -> listener.alive();
            case NEWS -> listener.news();
            case AGAIN -> end = HintListener.End.AGAIN;
            case OVER -> end = HintListener.End.SESSION_OVER;
        }
    }

    @Override
    public void ended() {
        listener.ended(end);
    }
}
