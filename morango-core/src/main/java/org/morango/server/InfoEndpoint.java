package org.morango.server;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.morango.internal.protocol.InstanceJson;
import org.morango.internal.protocol.Protocol;
import org.morango.record.Ids;
import org.morango.replica.Instance;
import org.morango.replica.Replica;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET morangoinfo/1/}: the identity and the capabilities of this server. */
final class InfoEndpoint implements Endpoint {
    private final Replica replica;
    private final PeerSettings settings;

    InfoEndpoint(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        if (!"1".equals(id)) {
            throw Refusal.notFound();
        }
        Instance instance = replica.instance();
        ObjectNode info = InstanceJson.custom(settings);
        info.put("instance_hash", Ids.instanceHash(instance.id()));
        info.put("instance_id", instance.id());
        info.put("system_os", osName());
        info.put("version", Protocol.VERSION);
        ArrayNode capabilities = info.putArray("capabilities");
        settings.capabilities().stream().sorted().forEach(c -> capabilities.add(c.name()));
        return MorangoResponse.json(200, info);
    }

    private static String osName() {
        String name = System.getProperty("os.name", "");
        return name.toLowerCase(Locale.ROOT).startsWith("mac") ? "Darwin" : name;
    }
}
