package org.morango.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.live.SyncTarget;
import org.morango.settings.ClientSettings;
import org.morango.settings.LimitSettings;
import org.morango.settings.LiveSettings;
import org.morango.settings.PeerSettings;
import org.morango.settings.ServerSettings;
import org.morango.settings.SessionSettings;
import org.morango.settings.TrustSettings;

class ConfigurationTest {
    private static final Set<String> BEANS = Set.of(
            "clock",
            "random",
            "threads",
            "pause",
            "transport",
            "keyCipher",
            "auditListener",
            "authenticator",
            "tokenVerifier",
            "signingPermission",
            "observer",
            "operation");

    private static MorangoConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(MorangoConfig.class)
                .withDefaultValues(properties)
                .build()
                .getConfigMapping(MorangoConfig.class);
    }

    private static List<SyncTarget> targets(Map<String, String> properties) {
        return new ConfiguredPeers(config(properties), List.of()).targets();
    }

    private static PeerSettings settings(Map<String, String> properties) {
        PeerSettings.Builder settings = PeerSettings.builder();
        ConfiguredSettings.apply(config(properties).settings(), settings);
        return settings.build();
    }

    @Test
    void peersHaveTheirProperties() {
        List<SyncTarget> targets = targets(Map.ofEntries(
                Map.entry("quarkus.morango.peers.school.url", "http://school.example/"),
                Map.entry("quarkus.morango.peers.school.interval", "1h"),
                Map.entry("quarkus.morango.peers.school.direction", "pull"),
                Map.entry("quarkus.morango.peers.school.filter", "a,b"),
                Map.entry("quarkus.morango.peers.school.first", "a"),
                Map.entry("quarkus.morango.peers.school.certificate", "c1"),
                Map.entry("quarkus.morango.peers.school.join.token", "t"),
                Map.entry("quarkus.morango.peers.\"city 2\".url", "http://city.example/"),
                Map.entry("quarkus.morango.peers.\"city 2\".keep-in-sync", "false")));

        assertThat(targets).extracting(SyncTarget::name).containsExactly("city 2", "school");
        assertThat(targets.get(0).isLive()).isFalse();
        assertThat(targets.get(0).interval()).isEmpty();
        SyncTarget school = targets.get(1);
        assertThat(school.interval()).contains(Duration.ofHours(1));
        assertThat(school.pulls()).isTrue();
        assertThat(school.pushes()).isFalse();
        assertThat(school.filter())
                .hasValueSatisfying(filter -> assertThat(filter.toString()).contains("a", "b"));
        assertThat(school.first()).hasSize(1);
        assertThat(school.certificate()).contains("c1");
        assertThat(school.joining()).isPresent();
    }

    @Test
    void nothingIsKeptInSyncIfThisNodeIsNotTo() {
        assertThat(targets(Map.of(
                        "quarkus.morango.keep-in-sync", "false", "quarkus.morango.peers.school.url", "http://school/")))
                .singleElement()
                .matches(target -> !target.isLive());
    }

    @Test
    void whatIsOptionalIsOffByDefault() {
        MorangoConfig defaults = config(Map.of());
        assertThat(defaults.adopt().enabled()).isFalse();
        assertThat(defaults.localNetwork().enabled()).isFalse();
        assertThat(defaults.migrate()).isTrue();
        MorangoConfig config = config(Map.of(
                "quarkus.morango.adopt.matching.Guest", "name,born",
                "quarkus.morango.local-network.interfaces", "eth0,wlan0"));
        assertThat(config.adopt().matching()).containsEntry("Guest", List.of("name", "born"));
        assertThat(config.localNetwork().interfaces()).contains(List.of("eth0", "wlan0"));
    }

    @Test
    void mistakesAreTold() {
        assertThatThrownBy(() -> targets(Map.of("quarkus.morango.peers.school.url", "school:8080")))
                .isInstanceOf(MorangoException.class)
                .hasMessageStartingWith(
                        "quarkus.morango.peers.\"school\" is wrong: \"school:8080\" is not the address");
        assertThatThrownBy(() -> targets(Map.of("quarkus.morango.peers.school.keep-in-sync", "true")))
                .hasMessageContaining("needs a url, or an invitation");
        assertThatThrownBy(() -> targets(Map.of(
                        "quarkus.morango.peers.school.url", "http://school/",
                        "quarkus.morango.peers.school.join.user", "ada")))
                .hasMessageContaining("a user and a password, or a token");
    }

    @Test
    void settingsAreApplied() {
        PeerSettings settings = settings(Map.of(
                "quarkus.morango.settings.trust.nonce-lifetime", "61s",
                "quarkus.morango.settings.limits.max-body-size", "12M",
                "quarkus.morango.settings.server.rate-limits.openings", "7",
                "quarkus.morango.settings.info.place", "attic"));
        assertThat(settings.trust().nonceLifetime()).hasSeconds(61);
        assertThat(settings.limits().maxBodyBytes()).isEqualTo(12L << 20);
        assertThat(settings.server().rateLimits().openings()).isEqualTo(7);
        assertThat(settings.info()).containsEntry("place", "attic");
    }

    @Test
    void unsetSettingsKeepTheirDefaults() {
        PeerSettings defaults = PeerSettings.defaults();
        PeerSettings settings = settings(Map.of());
        assertThat(settings.limits().chunkSize()).isEqualTo(defaults.limits().chunkSize());
        assertThat(settings.live().heartbeat()).isEqualTo(defaults.live().heartbeat());
        assertThat(settings.server().rateLimits()).isEqualTo(defaults.server().rateLimits());
        assertThat(settings.capabilities()).isEqualTo(defaults.capabilities());
    }

    @Test
    void noSettingIsForgotten() {
        requireSame(PeerSettings.Builder.class, SettingsConfig.class);
        requireSame(ClientSettings.Builder.class, SettingsConfig.Client.class);
        requireSame(ServerSettings.Builder.class, SettingsConfig.Server.class);
        requireSame(TrustSettings.Builder.class, SettingsConfig.Trust.class);
        requireSame(LimitSettings.Builder.class, SettingsConfig.Limits.class);
        requireSame(SessionSettings.Builder.class, SettingsConfig.Sessions.class);
        requireSame(LiveSettings.Builder.class, SettingsConfig.Live.class);
    }

    private static void requireSame(Class<?> builder, Class<?> group) {
        Set<String> settings = Arrays.stream(builder.getMethods())
                .filter(method -> method.getReturnType() == builder)
                .map(method -> method.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        settings.removeIf(
                name -> BEANS.contains(name) && !(name.equals("threads") && builder == ServerSettings.Builder.class));
        Set<String> configured = Arrays.stream(group.getDeclaredMethods())
                .map(method -> method.getName().replace("maxBodySize", "maxBodyBytes"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(configured)
                .as("add new settings of " + builder + " to " + group + " and to ConfiguredSettings")
                .isEqualTo(settings);
    }
}
