package org.morango.server;

import org.morango.internal.protocol.Json;
import tools.jackson.databind.JsonNode;

/** A status with a JSON body, or with none. */
record Answer(int status, byte[] body) {

    static Answer json(int status, JsonNode node) {
        return new Answer(status, Json.renderBytes(node));
    }

    static Answer empty(int status) {
        return new Answer(status, new byte[0]);
    }
}
