package org.morango.quarkus;

import org.morango.settings.PeerSettings;

/**
 * Changes settings after the configuration is applied. Beans of this type are called, those of the highest priority
 * first.
 */
@FunctionalInterface
public interface PeerSettingsCustomizer {
    /** Changes settings. */
    void customize(PeerSettings.Builder settings);
}
