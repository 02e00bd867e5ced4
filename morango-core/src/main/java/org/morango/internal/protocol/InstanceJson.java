package org.morango.internal.protocol;

import org.morango.MorangoException;
import org.morango.PeerSettings;
import org.morango.record.Ids;
import org.morango.replica.Instance;
import tools.jackson.databind.node.ObjectNode;

/** The description that a peer gives of itself when a session is opened: no secrets, no host names, no paths. */
public final class InstanceJson {
    private InstanceJson() {}

    /** Returns the instance id in such a description; empty if there is none. */
    public static String id(String instance) {
        try {
            return Json.text(Json.parse(instance), "id").filter(Ids::isId).orElse("");
        } catch (MorangoException e) {
            return "";
        }
    }

    public static String render(Instance instance, PeerSettings settings) {
        ObjectNode node = CustomInfo.of(settings);
        node.put("id", instance.id());
        node.put("platform", System.getProperty("os.name", "") + "-" + System.getProperty("os.arch", ""));
        node.put("sysversion", "Java " + System.getProperty("java.version", ""));
        return Json.render(node);
    }
}
