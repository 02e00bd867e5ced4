package org.morango.micrometer;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations. Each is a span, and a timer that has only the low-cardinality keys. */
public enum MorangoObservation implements ObservationDocumentation {
    /** A stage of a transfer, on either side. */
    STAGE("morango.stage", new KeyName[] {Key.STAGE, Key.ROLE, Key.DIRECTION}, new KeyName[] {
        Key.SESSION, Key.TRANSFER, Key.PEER
    }),

    /** A push or a pull as client. */
    TRANSFER("morango.transfer", new KeyName[] {Key.DIRECTION}, new KeyName[] {Key.SESSION, Key.TRANSFER, Key.PEER}),

    /** A request to a server; each attempt is an observation of its own. */
    CLIENT_REQUEST(
            "morango.client.requests", new KeyName[] {Key.METHOD, Key.RESOURCE, Key.STATUS}, new KeyName[] {Key.PEER}),

    /** A request from a client. */
    SERVER_REQUEST(
            "morango.server.requests", new KeyName[] {Key.METHOD, Key.RESOURCE, Key.STATUS}, new KeyName[] {Key.PEER});

    /** Names of the keys. */
    public enum Key implements KeyName {
        /** The stage's wire name, for example {@code serializing}. */
        STAGE("stage"),
        /** {@code client} or {@code server}. */
        ROLE("role"),
        /** {@code push} or {@code pull}, from the client's point of view. */
        DIRECTION("direction"),
        METHOD("method"),
        /** The endpoint, for example {@code buffers}. */
        RESOURCE("resource"),
        /** The status of the answer; 0 if there was none. */
        STATUS("status"),
        SESSION("morango.session"),
        TRANSFER("morango.transfer"),
        /** The other side's address. */
        PEER("morango.peer");

        private final String name;

        Key(String name) {
            this.name = name;
        }

        @Override
        public String asString() {
            return name;
        }
    }

    private final String observation;
    private final KeyName[] low;
    private final KeyName[] high;

    MorangoObservation(String observation, KeyName[] low, KeyName[] high) {
        this.observation = observation;
        this.low = low;
        this.high = high;
    }

    @Override
    public String getName() {
        return observation;
    }

    @Override
    public KeyName[] getLowCardinalityKeyNames() {
        return low.clone();
    }

    @Override
    public KeyName[] getHighCardinalityKeyNames() {
        return high.clone();
    }
}
