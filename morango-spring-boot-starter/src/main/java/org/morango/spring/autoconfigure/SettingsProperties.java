package org.morango.spring.autoconfigure;

import java.util.Map;
import org.morango.settings.ClientSettings;
import org.morango.settings.LimitSettings;
import org.morango.settings.LiveSettings;
import org.morango.settings.PeerSettings;
import org.morango.settings.RateLimits;
import org.morango.settings.ServerSettings;
import org.morango.settings.SessionSettings;
import org.morango.settings.TrustSettings;
import org.morango.spring.MorangoProperties;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.util.unit.DataSize;

/** Applies the properties of {@code morango.settings} that are set; all others keep the library's default. */
final class SettingsProperties {
    private SettingsProperties() {}

    static void apply(MorangoProperties.Settings from, PeerSettings.Builder to) {
        PropertyMapper map = SetValues.mapper();
        map.from(from::capabilities).to(to::capabilities);
        map.from(from::installation).to(to::installation);
        map.from(from::name).to(to::name);
        to.info(Map.copyOf(from.info()));
        to.client(builder -> apply(from.client(), map, builder));
        to.server(builder -> apply(from.server(), map, builder));
        to.trust(builder -> apply(from.trust(), map, builder));
        to.limits(builder -> apply(from.limits(), map, builder));
        to.sessions(builder -> apply(from.sessions(), map, builder));
        to.live(builder -> apply(from.live(), map, builder));
    }

    private static ClientSettings.Builder apply(
            MorangoProperties.Client from, PropertyMapper map, ClientSettings.Builder to) {
        map.from(from::allowPasswordsInClear).to(to::allowPasswordsInClear);
        map.from(from::adoptWiderFilters).to(to::adoptWiderFilters);
        map.from(from::connectTimeout).to(to::connectTimeout);
        map.from(from::requestTimeout).to(to::requestTimeout);
        map.from(from::retries).to(to::retries);
        map.from(from::firstRetryDelay).to(to::firstRetryDelay);
        map.from(from::maxRetryDelay).to(to::maxRetryDelay);
        map.from(from::pollInterval).to(to::pollInterval);
        return to;
    }

    private static ServerSettings.Builder apply(
            MorangoProperties.Serving from, PropertyMapper map, ServerSettings.Builder to) {
        map.from(from::allowedHosts).to(to::allowedHosts);
        map.from(from::allowedOrigins).to(to::allowedOrigins);
        map.from(from::bindAddress).to(to::bindAddress);
        map.from(from::threads).to(to::threads);
        map.from(from::callerTimeout).to(to::callerTimeout);
        map.from(from::asyncAfter).to(to::asyncAfter);
        map.from(from::stageThreads).to(to::stageThreads);
        MorangoProperties.RateLimits limits = from.rateLimits();
        to.rateLimits(new RateLimits(limits.requests(), limits.openings(), limits.wrongPasswords()));
        return to;
    }

    private static TrustSettings.Builder apply(
            MorangoProperties.Trust from, PropertyMapper map, TrustSettings.Builder to) {
        map.from(from::nonceLifetime).to(to::nonceLifetime);
        map.from(from::clockLeeway).to(to::clockLeeway);
        map.from(from::certificateLifetime).to(to::certificateLifetime);
        map.from(from::invitationLifetime).to(to::invitationLifetime);
        map.from(from::acceptedRoots).to(ids -> to.acceptedRoots(root -> ids.contains(root.id())));
        map.from(from::allowPlainMorango).to(to::allowPlainMorango);
        map.from(from::wipeLostAccess).to(to::wipeLostAccess);
        return to;
    }

    private static LimitSettings.Builder apply(
            MorangoProperties.Limits from, PropertyMapper map, LimitSettings.Builder to) {
        map.from(from::chunkSize).to(to::chunkSize);
        map.from(from::chunkBytes).to(to::chunkBytes);
        map.from(from::chunkCharacters).to(to::chunkCharacters);
        map.from(from::maxChunkRecords).to(to::maxChunkRecords);
        map.from(from::maxBodySize).as(DataSize::toBytes).to(to::maxBodyBytes);
        map.from(from::maxBodySizeAtOnce).as(DataSize::toBytes).to(to::maxBodyBytesAtOnce);
        map.from(from::minBytesPerSecond).to(to::minBytesPerSecond);
        map.from(from::outboxNotes).to(to::outboxNotes);
        return to;
    }

    private static SessionSettings.Builder apply(
            MorangoProperties.Sessions from, PropertyMapper map, SessionSettings.Builder to) {
        map.from(from::stageTimeout).to(to::stageTimeout);
        map.from(from::staleAfter).to(to::staleAfter);
        map.from(from::keptFor).to(to::keptFor);
        map.from(from::kept).to(to::kept);
        return to;
    }

    private static LiveSettings.Builder apply(
            MorangoProperties.Live from, PropertyMapper map, LiveSettings.Builder to) {
        map.from(from::gatherFor).to(to::gatherFor);
        map.from(from::databasePoll).to(to::databasePoll);
        map.from(from::checkInterval).to(to::checkInterval);
        map.from(from::pollInterval).to(to::pollInterval);
        map.from(from::maxRetryDelay).to(to::maxRetryDelay);
        map.from(from::refusedRetryDelay).to(to::refusedRetryDelay);
        map.from(from::lease).to(to::lease);
        map.from(from::renewAt).to(to::renewAt);
        map.from(from::heartbeat).to(to::heartbeat);
        map.from(from::streamLifetime).to(to::streamLifetime);
        map.from(from::maxListeners).to(to::maxListeners);
        return to;
    }
}
