package org.morango.spring.autoconfigure;

import java.util.Map;
import org.morango.PeerSettings;
import org.morango.RateLimits;
import org.morango.spring.MorangoProperties;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.util.unit.DataSize;

/** Applies the properties of {@code morango.settings} that are set; all others keep the library's default. */
final class SettingsProperties {
    private SettingsProperties() {}

    static void apply(MorangoProperties.Settings from, PeerSettings.Builder to) {
        PropertyMapper map = PropertyMapper.get();
        map.from(from::nonceLifetime).to(to::nonceLifetime);
        map.from(from::clockLeeway).to(to::clockLeeway);
        map.from(from::certificateLifetime).to(to::certificateLifetime);
        map.from(from::chunkSize).to(to::chunkSize);
        map.from(from::chunkBytes).to(to::chunkBytes);
        map.from(from::chunkCharacters).to(to::chunkCharacters);
        map.from(from::maxChunkRecords).to(to::maxChunkRecords);
        map.from(from::maxBodySize).as(DataSize::toBytes).to(to::maxBodyBytes);
        map.from(from::maxBodySizeAtOnce).as(DataSize::toBytes).to(to::maxBodyBytesAtOnce);
        map.from(from::capabilities).to(to::capabilities);
        map.from(from::acceptedRoots).to(ids -> to.acceptedRoots(root -> ids.contains(root.id())));
        map.from(from::allowedHosts).to(to::allowedHosts);
        map.from(from::allowedOrigins).to(to::allowedOrigins);
        map.from(from::allowPlainMorango).to(to::allowPlainMorango);
        map.from(from::allowPasswordsInClear).to(to::allowPasswordsInClear);
        map.from(from::adoptWiderFilters).to(to::adoptWiderFilters);
        MorangoProperties.Limits limits = from.rateLimits();
        to.rateLimits(new RateLimits(limits.requests(), limits.openings(), limits.wrongPasswords()));
        to.info(Map.copyOf(from.info()));
        map.from(from::installation).to(to::installation);
        map.from(from::bindAddress).to(to::bindAddress);
        map.from(from::serverThreads).to(to::serverThreads);
        map.from(from::connectTimeout).to(to::connectTimeout);
        map.from(from::requestTimeout).to(to::requestTimeout);
        map.from(from::callerTimeout).to(to::callerTimeout);
        map.from(from::minBytesPerSecond).to(to::minBytesPerSecond);
        map.from(from::retries).to(to::retries);
        map.from(from::firstRetryDelay).to(to::firstRetryDelay);
        map.from(from::maxRetryDelay).to(to::maxRetryDelay);
        map.from(from::pollInterval).to(to::pollInterval);
        map.from(from::stageTimeout).to(to::stageTimeout);
        map.from(from::asyncAfter).to(to::asyncAfter);
        map.from(from::stageThreads).to(to::stageThreads);
        map.from(from::staleAfter).to(to::staleAfter);
        map.from(from::sessionsKeptFor).to(to::sessionsKeptFor);
        map.from(from::sessionsKept).to(to::sessionsKept);
    }
}
