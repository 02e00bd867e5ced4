package org.morango.spring;

import org.morango.settings.PeerSettings;

/** Changes the settings after the properties have been applied. Beans of this type are called in order. */
@FunctionalInterface
public interface PeerSettingsCustomizer {
    /** Changes the settings. */
    void customize(PeerSettings.Builder settings);
}
