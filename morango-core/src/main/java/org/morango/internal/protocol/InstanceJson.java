package org.morango.internal.protocol;

import org.morango.common.MorangoException;
import org.morango.internal.text.LogText;
import org.morango.record.Ids;
import org.morango.replica.Instance;
import org.morango.settings.PeerSettings;
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

    /** Returns the name that people have given to the device, as far as it may be shown; empty if there is none. */
    public static String name(String instance) {
        try {
            return LogText.atMost(
                    LogText.plain(Json.text(Json.parse(instance), "name").orElse("")), PeerSettings.MAX_NAME);
        } catch (MorangoException e) {
            return "";
        }
    }

    /** Returns a new object with the application's members; put the protocol's own members on top. */
    public static ObjectNode custom(PeerSettings settings) {
        return Json.MAPPER.valueToTree(settings.info());
    }

    public static String render(Instance instance, PeerSettings settings) {
        ObjectNode node = custom(settings);
        node.put("id", instance.id());
        if (!settings.name().isEmpty()) {
            node.put("name", settings.name());
        }
        node.put("platform", System.getProperty("os.name", "") + "-" + System.getProperty("os.arch", ""));
        node.put("sysversion", "Java " + System.getProperty("java.version", ""));
        return Json.render(node);
    }
}
