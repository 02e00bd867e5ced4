package org.morango.spring;

import org.morango.PeerSettings;

/** Changes the settings after the properties are applied. Beans of this type are called in their order. */
@FunctionalInterface
public interface PeerSettingsCustomizer {
    void customize(PeerSettings.Builder settings);
}
