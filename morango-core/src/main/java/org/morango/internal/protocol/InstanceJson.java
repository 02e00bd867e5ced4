package org.morango.internal.protocol;

import org.morango.PeerSettings;
import org.morango.replica.Instance;
import tools.jackson.databind.node.ObjectNode;

/** What a peer says of itself when a session is opened: no secrets, no host names, no paths. */
public final class InstanceJson {
    private InstanceJson() {}

    public static String render(Instance instance, PeerSettings settings) {
        ObjectNode node = CustomInfo.of(settings);
        node.put("id", instance.id());
        node.put("platform", System.getProperty("os.name", "") + "-" + System.getProperty("os.arch", ""));
        node.put("sysversion", "Java " + System.getProperty("java.version", ""));
        node.put("database", instance.databaseId());
        return Json.render(node);
    }
}
