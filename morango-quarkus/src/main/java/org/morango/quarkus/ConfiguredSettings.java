package org.morango.quarkus;

import io.quarkus.runtime.configuration.MemorySize;
import java.util.Map;
import org.morango.settings.ClientSettings;
import org.morango.settings.LimitSettings;
import org.morango.settings.LiveSettings;
import org.morango.settings.PeerSettings;
import org.morango.settings.RateLimits;
import org.morango.settings.ServerSettings;
import org.morango.settings.SessionSettings;
import org.morango.settings.TrustSettings;

/** Applies the settings of the configuration that are set; all others keep the library's default. */
final class ConfiguredSettings {
    private ConfiguredSettings() {}

    static void apply(SettingsConfig from, PeerSettings.Builder to) {
        from.capabilities().ifPresent(to::capabilities);
        from.name().ifPresent(to::name);
        from.installation().ifPresent(to::installation);
        to.info(Map.copyOf(from.info()));
        to.client(builder -> apply(from.client(), builder));
        to.server(builder -> apply(from.server(), builder));
        to.trust(builder -> apply(from.trust(), builder));
        to.limits(builder -> apply(from.limits(), builder));
        to.sessions(builder -> apply(from.sessions(), builder));
        to.live(builder -> apply(from.live(), builder));
    }

    private static ClientSettings.Builder apply(SettingsConfig.Client from, ClientSettings.Builder to) {
        from.allowPasswordsInClear().ifPresent(to::allowPasswordsInClear);
        from.adoptWiderFilters().ifPresent(to::adoptWiderFilters);
        from.connectTimeout().ifPresent(to::connectTimeout);
        from.requestTimeout().ifPresent(to::requestTimeout);
        from.retries().ifPresent(to::retries);
        from.firstRetryDelay().ifPresent(to::firstRetryDelay);
        from.maxRetryDelay().ifPresent(to::maxRetryDelay);
        from.pollInterval().ifPresent(to::pollInterval);
        return to;
    }

    private static ServerSettings.Builder apply(SettingsConfig.Server from, ServerSettings.Builder to) {
        from.allowedHosts().ifPresent(to::allowedHosts);
        from.allowedOrigins().ifPresent(to::allowedOrigins);
        from.bindAddress().ifPresent(to::bindAddress);
        from.threads().ifPresent(to::threads);
        from.callerTimeout().ifPresent(to::callerTimeout);
        from.asyncAfter().ifPresent(to::asyncAfter);
        from.stageThreads().ifPresent(to::stageThreads);
        SettingsConfig.RateLimits limits = from.rateLimits();
        to.rateLimits(new RateLimits(limits.requests(), limits.openings(), limits.wrongPasswords()));
        return to;
    }

    private static TrustSettings.Builder apply(SettingsConfig.Trust from, TrustSettings.Builder to) {
        from.nonceLifetime().ifPresent(to::nonceLifetime);
        from.clockLeeway().ifPresent(to::clockLeeway);
        from.certificateLifetime().ifPresent(to::certificateLifetime);
        from.invitationLifetime().ifPresent(to::invitationLifetime);
        from.acceptedRoots().ifPresent(ids -> to.acceptedRoots(root -> ids.contains(root.id())));
        from.allowPlainMorango().ifPresent(to::allowPlainMorango);
        from.wipeLostAccess().ifPresent(to::wipeLostAccess);
        return to;
    }

    private static LimitSettings.Builder apply(SettingsConfig.Limits from, LimitSettings.Builder to) {
        from.chunkSize().ifPresent(to::chunkSize);
        from.chunkBytes().ifPresent(to::chunkBytes);
        from.chunkCharacters().ifPresent(to::chunkCharacters);
        from.maxChunkRecords().ifPresent(to::maxChunkRecords);
        from.maxBodySize().map(MemorySize::asLongValue).ifPresent(to::maxBodyBytes);
        from.maxBodySizeAtOnce().map(MemorySize::asLongValue).ifPresent(to::maxBodyBytesAtOnce);
        from.minBytesPerSecond().ifPresent(to::minBytesPerSecond);
        from.outboxNotes().ifPresent(to::outboxNotes);
        return to;
    }

    private static SessionSettings.Builder apply(SettingsConfig.Sessions from, SessionSettings.Builder to) {
        from.stageTimeout().ifPresent(to::stageTimeout);
        from.staleAfter().ifPresent(to::staleAfter);
        from.keptFor().ifPresent(to::keptFor);
        from.kept().ifPresent(to::kept);
        return to;
    }

    private static LiveSettings.Builder apply(SettingsConfig.Live from, LiveSettings.Builder to) {
        from.gatherFor().ifPresent(to::gatherFor);
        from.databasePoll().ifPresent(to::databasePoll);
        from.checkInterval().ifPresent(to::checkInterval);
        from.pollInterval().ifPresent(to::pollInterval);
        from.maxRetryDelay().ifPresent(to::maxRetryDelay);
        from.refusedRetryDelay().ifPresent(to::refusedRetryDelay);
        from.lease().ifPresent(to::lease);
        from.renewAt().ifPresent(to::renewAt);
        from.heartbeat().ifPresent(to::heartbeat);
        from.streamLifetime().ifPresent(to::streamLifetime);
        from.maxListeners().ifPresent(to::maxListeners);
        return to;
    }
}
