package org.morango.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.InetAddress;
import java.security.Principal;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.morango.access.Credentials;
import org.morango.access.UserAuthenticator;
import org.morango.certificate.Certificate;
import org.morango.certificate.KeyCipher;
import org.morango.certificate.SigningKey;
import org.morango.common.Threads;
import org.morango.hibernate.Morango;
import org.morango.live.PeerSyncs;
import org.morango.record.ScopeDefinition;
import org.morango.servlet.MorangoServlet;
import org.morango.session.Capability;
import org.morango.settings.ClientSettings;
import org.morango.settings.LimitSettings;
import org.morango.settings.LiveSettings;
import org.morango.settings.Pause;
import org.morango.settings.PeerSettings;
import org.morango.settings.ServerSettings;
import org.morango.settings.SessionSettings;
import org.morango.settings.TrustSettings;
import org.morango.spring.app.Notebook;
import org.morango.spring.autoconfigure.MorangoActuatorAutoConfiguration;
import org.morango.spring.autoconfigure.MorangoAutoConfiguration;
import org.morango.spring.autoconfigure.MorangoEntitiesAutoConfiguration;
import org.morango.spring.autoconfigure.MorangoHealthAutoConfiguration;
import org.morango.spring.autoconfigure.MorangoSecurityAutoConfiguration;
import org.morango.spring.autoconfigure.MorangoServerAutoConfiguration;
import org.morango.spring.autoconfigure.MorangoSyncAutoConfiguration;
import org.morango.transport.Transport;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;

/** Beans and the conditions under which they exist. */
class AutoConfigurationTest {
    private static final Certificate ROOT = root();
    private static final Certificate OTHER_ROOT = root();
    private static final AutoConfigurations STARTER = AutoConfigurations.of(
            DataSourceAutoConfiguration.class,
            HibernateJpaAutoConfiguration.class,
            MorangoEntitiesAutoConfiguration.class,
            MorangoAutoConfiguration.class,
            MorangoSecurityAutoConfiguration.class,
            MorangoServerAutoConfiguration.class,
            MorangoSyncAutoConfiguration.class,
            MorangoActuatorAutoConfiguration.class,
            MorangoHealthAutoConfiguration.class);
    private static final String DATABASE = "spring.datasource.generate-unique-name=true";

    private final ApplicationContextRunner plain = new ApplicationContextRunner()
            .withConfiguration(STARTER)
            .withUserConfiguration(Entities.class)
            .withPropertyValues(DATABASE);
    private final WebApplicationContextRunner web = new WebApplicationContextRunner()
            .withConfiguration(STARTER)
            .withUserConfiguration(Entities.class)
            .withPropertyValues(DATABASE);

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage(basePackageClasses = Notebook.class)
    static class Entities {}

    @Test
    void applicationWithJpaIsAPeer() {
        plain.run(context -> {
            assertThat(context).hasSingleBean(Morango.class).hasSingleBean(PeerSyncs.class);
            assertThat(context).doesNotHaveBean(ServletRegistrationBean.class);
            assertThat(context.getBean(Morango.class).instance().id()).hasSize(32);
        });
    }

    @Test
    void withoutAnEntityManagerFactoryThereIsNothing() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        MorangoEntitiesAutoConfiguration.class,
                        MorangoAutoConfiguration.class,
                        MorangoServerAutoConfiguration.class,
                        MorangoSyncAutoConfiguration.class,
                        MorangoActuatorAutoConfiguration.class,
                        MorangoHealthAutoConfiguration.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(Morango.class)
                        .doesNotHaveBean(PeerSyncs.class)
                        .doesNotHaveBean("morangoHealthIndicator"));
    }

    @Test
    void canBeSwitchedOff() {
        web.withPropertyValues("morango.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(Morango.class)
                        .doesNotHaveBean(UserAuthenticator.class)
                        .doesNotHaveBean(MorangoServlet.class));
    }

    @Test
    void webApplicationServesOthers() {
        web.withPropertyValues("morango.server.path=/sync/")
                .run(context -> assertThat(mapping(context)).isEqualTo("[/sync/api/morango/v1/*]"));
        web.run(context -> assertThat(mapping(context)).isEqualTo("[/api/morango/v1/*]"));
        web.withPropertyValues("morango.server.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(Morango.class)
                        .doesNotHaveBean(ServletRegistrationBean.class)
                        .doesNotHaveBean("morangoSecurityFilterChain"));
    }

    private static String mapping(ApplicationContext context) {
        ServletRegistrationBean<?> registration = context.getBean(ServletRegistrationBean.class);
        return registration.getUrlMappings().toString();
    }

    @Test
    void badProxiesAreToldOf() {
        web.withPropertyValues("morango.server.trusted-proxies=proxy.example")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("not the address of"));
    }

    @Test
    void securityAndServletsAreOptional() {
        web.withClassLoader(
                        new FilteredClassLoader("org.springframework.security", "org.springframework.boot.security"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Morango.class)
                        .hasSingleBean(ServletRegistrationBean.class)
                        .doesNotHaveBean(UserAuthenticator.class));
        plain.withClassLoader(new FilteredClassLoader("jakarta.servlet"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Morango.class));
    }

    @Test
    void healthAndEndpointAreThereIfTheyAreWanted() {
        plain.run(context ->
                assertThat(context).hasBean("morangoHealthIndicator").doesNotHaveBean("morangoActuatorEndpoint"));
        plain.withPropertyValues("management.endpoints.web.exposure.include=morango")
                .run(context -> assertThat(context).hasBean("morangoHealthIndicator"));
        plain.withPropertyValues("management.health.morango.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("morangoHealthIndicator"));
    }

    @Test
    void ownBeansComeFirst() {
        plain.withUserConfiguration(OwnBeans.class).run(context -> {
            PeerSettings settings = context.getBean(PeerSettings.class);
            assertThat(settings.clock()).isSameAs(OwnBeans.CLOCK);
            assertThat(settings.random()).isSameAs(OwnBeans.RANDOM);
            assertThat(settings.threads()).isSameAs(OwnBeans.THREADS);
            assertThat(settings.pause()).isSameAs(OwnBeans.PAUSE);
            assertThat(settings.transport()).isSameAs(OwnBeans.TRANSPORT);
            assertThat(settings.trust().keyCipher()).isSameAs(OwnBeans.CIPHER);
            assertThat(settings.server().authenticator()).isSameAs(OwnBeans.AUTHENTICATOR);
            assertThat(settings.limits().chunkSize()).isEqualTo(77);
            assertThat(context.getBean("customized", Object.class))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .hasSize(1);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnBeans {
        static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        static final SecureRandom RANDOM = new SecureRandom();
        static final Threads THREADS = Threads.daemons();
        static final KeyCipher CIPHER = KeyCipher.aes(new SecretKeySpec(new byte[32], "AES"));
        static final Pause PAUSE = duration -> {};
        static final Supplier<Transport> TRANSPORT = () -> Transport.jdk(Duration.ofSeconds(1));
        static final UserAuthenticator AUTHENTICATOR = credentials -> Optional.<Principal>empty();

        @Bean
        Clock clock() {
            return CLOCK;
        }

        @Bean
        SecureRandom random() {
            return RANDOM;
        }

        @Bean
        Threads threads() {
            return THREADS;
        }

        @Bean
        Pause pause() {
            return PAUSE;
        }

        @Bean
        KeyCipher cipher() {
            return CIPHER;
        }

        @Bean
        Supplier<Transport> transport() {
            return TRANSPORT;
        }

        @Bean
        UserAuthenticator authenticator() {
            return AUTHENTICATOR;
        }

        @Bean
        PeerSettingsCustomizer smallChunks() {
            return settings -> settings.limits(limits -> limits.chunkSize(77));
        }

        @Bean
        List<Object> customized() {
            return new java.util.ArrayList<>();
        }

        @Bean
        MorangoCustomizer customizer(List<Object> customized) {
            return customized::add;
        }
    }

    @Test
    void ownPeerComesFirst() {
        plain.withBean(PeerSettings.class, PeerSettings::defaults)
                .run(context -> assertThat(context.getBean(PeerSettings.class)
                                .operations(org.morango.session.TransferStage.QUEUING))
                        .isEmpty());
    }

    @Test
    void springSecuritySaysWhoAUserIs() {
        Credentials ada = new Credentials(Map.of("username", "ada"), "secret");
        plain.run(context -> assertThat(context.getBean(UserAuthenticator.class).authenticate(ada))
                .isEmpty());
        plain.withBean(AuthenticationManager.class, () -> token -> {
                    assertThat(token.getName()).isEqualTo("ada");
                    assertThat(token.getCredentials()).isEqualTo("secret");
                    return org.springframework.security.authentication.UsernamePasswordAuthenticationToken
                            .authenticated("ada", null, List.of());
                })
                .run(context -> assertThat(
                                context.getBean(UserAuthenticator.class).authenticate(ada))
                        .get()
                        .extracting(Principal::getName)
                        .isEqualTo("ada"));
    }

    private static Certificate root() {
        return Certificate.root(SigningKey.generate(new SecureRandom()), ScopeDefinition.whole("book"), Map.of());
    }

    @Test
    void everySettingCanBeSet() throws Exception {
        plain.withPropertyValues(
                        "morango.settings.trust.nonce-lifetime=61s",
                        "morango.settings.trust.clock-leeway=62s",
                        "morango.settings.trust.certificate-lifetime=63d",
                        "morango.settings.trust.invitation-lifetime=64h",
                        "morango.settings.trust.accepted-roots=" + ROOT.id(),
                        "morango.settings.trust.allow-plain-morango=true",
                        "morango.settings.limits.chunk-size=11",
                        "morango.settings.limits.chunk-bytes=2048",
                        "morango.settings.limits.chunk-characters=12",
                        "morango.settings.limits.max-chunk-records=13",
                        "morango.settings.limits.max-body-size=14KB",
                        "morango.settings.limits.max-body-size-at-once=28KB",
                        "morango.settings.server.allowed-hosts=sync.example",
                        "morango.settings.server.allowed-origins=https://sync.example",
                        "morango.settings.capabilities=ASYNC_OPERATIONS",
                        "morango.settings.info.school=Elm",
                        "morango.settings.name=Tablet of Ada",
                        "morango.settings.server.bind-address=127.0.0.2",
                        "morango.settings.server.threads=15",
                        "morango.settings.client.connect-timeout=16s",
                        "morango.settings.client.request-timeout=17s",
                        "morango.settings.server.caller-timeout=26s",
                        "morango.settings.limits.min-bytes-per-second=27",
                        "morango.settings.limits.outbox-notes=28",
                        "morango.settings.client.retries=18",
                        "morango.settings.client.first-retry-delay=19ms",
                        "morango.settings.client.max-retry-delay=20s",
                        "morango.settings.client.poll-interval=21ms",
                        "morango.settings.sessions.stage-timeout=22m",
                        "morango.settings.server.async-after=23s",
                        "morango.settings.server.stage-threads=24",
                        "morango.settings.sessions.stale-after=25d",
                        "morango.settings.sessions.kept-for=26d",
                        "morango.settings.sessions.kept=27",
                        "morango.settings.live.gather-for=28ms",
                        "morango.settings.live.database-poll=29ms",
                        "morango.settings.live.check-interval=30m",
                        "morango.settings.live.poll-interval=31s",
                        "morango.settings.live.max-retry-delay=32s",
                        "morango.settings.live.refused-retry-delay=33s",
                        "morango.settings.live.lease=34s",
                        "morango.settings.live.renew-at=0.35",
                        "morango.settings.live.heartbeat=36s",
                        "morango.settings.live.stream-lifetime=37m",
                        "morango.settings.live.max-listeners=38")
                .run(context -> {
                    PeerSettings s = context.getBean(PeerSettings.class);
                    assertThat(s.trust().nonceLifetime()).hasSeconds(61);
                    assertThat(s.trust().clockLeeway()).hasSeconds(62);
                    assertThat(s.trust().certificateLifetime()).contains(Duration.ofDays(63));
                    assertThat(s.trust().invitationLifetime()).isEqualTo(Duration.ofHours(64));
                    assertThat(s.trust().acceptedRoots()).accepts(ROOT).rejects(OTHER_ROOT);
                    assertThat(s.trust().allowPlainMorango()).isTrue();
                    assertThat(s.limits().chunkSize()).isEqualTo(11);
                    assertThat(s.limits().chunkBytes()).isEqualTo(2048);
                    assertThat(s.limits().chunkCharacters()).isEqualTo(12);
                    assertThat(s.limits().maxChunkRecords()).isEqualTo(13);
                    assertThat(s.limits().maxBodyBytes()).isEqualTo(14 * 1024);
                    assertThat(s.limits().maxBodyBytesAtOnce()).isEqualTo(28 * 1024);
                    assertThat(s.server().allowedHosts()).containsExactly("sync.example");
                    assertThat(s.server().allowedOrigins()).containsExactly("https://sync.example");
                    assertThat(s.capabilities()).isEqualTo(Set.of(Capability.ASYNC_OPERATIONS));
                    assertThat(s.info()).isEqualTo(Map.of("school", "Elm"));
                    assertThat(s.name()).isEqualTo("Tablet of Ada");
                    assertThat(s.server().bindAddress()).contains(InetAddress.getByName("127.0.0.2"));
                    assertThat(s.server().threads()).isEqualTo(15);
                    assertThat(s.client().connectTimeout()).hasSeconds(16);
                    assertThat(s.client().requestTimeout()).hasSeconds(17);
                    assertThat(s.server().callerTimeout()).hasSeconds(26);
                    assertThat(s.limits().minBytesPerSecond()).isEqualTo(27);
                    assertThat(s.limits().outboxNotes()).isEqualTo(28);
                    assertThat(s.client().retries()).isEqualTo(18);
                    assertThat(s.client().firstRetryDelay()).hasMillis(19);
                    assertThat(s.client().maxRetryDelay()).hasSeconds(20);
                    assertThat(s.client().pollInterval()).hasMillis(21);
                    assertThat(s.sessions().stageTimeout()).hasMinutes(22);
                    assertThat(s.server().asyncAfter()).hasSeconds(23);
                    assertThat(s.server().stageThreads()).isEqualTo(24);
                    assertThat(s.sessions().staleAfter()).hasDays(25);
                    assertThat(s.sessions().keptFor()).hasDays(26);
                    assertThat(s.sessions().kept()).isEqualTo(27);
                    assertThat(s.live().gatherFor()).hasMillis(28);
                    assertThat(s.live().databasePoll()).hasMillis(29);
                    assertThat(s.live().checkInterval()).hasMinutes(30);
                    assertThat(s.live().pollInterval()).hasSeconds(31);
                    assertThat(s.live().maxRetryDelay()).hasSeconds(32);
                    assertThat(s.live().refusedRetryDelay()).hasSeconds(33);
                    assertThat(s.live().lease()).hasSeconds(34);
                    assertThat(s.live().renewAt()).isEqualTo(0.35);
                    assertThat(s.live().heartbeat()).hasSeconds(36);
                    assertThat(s.live().streamLifetime()).hasMinutes(37);
                    assertThat(s.live().maxListeners()).isEqualTo(38);
                });
    }

    @Test
    void noSettingIsForgotten() {
        requireSame(PeerSettings.Builder.class, MorangoProperties.Settings.class);
        requireSame(ClientSettings.Builder.class, MorangoProperties.Client.class);
        requireSame(ServerSettings.Builder.class, MorangoProperties.Serving.class);
        requireSame(TrustSettings.Builder.class, MorangoProperties.Trust.class);
        requireSame(LimitSettings.Builder.class, MorangoProperties.Limits.class);
        requireSame(SessionSettings.Builder.class, MorangoProperties.Sessions.class);
        requireSame(LiveSettings.Builder.class, MorangoProperties.Live.class);
    }

    private static void requireSame(Class<?> builder, Class<?> record) {
        Set<String> beans = Set.of(
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
        Set<String> settings = Arrays.stream(builder.getMethods())
                .filter(method -> method.getReturnType() == builder)
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        settings.removeIf(
                name -> beans.contains(name) && !(name.equals("threads") && builder == ServerSettings.Builder.class));
        Set<String> properties = Arrays.stream(record.getRecordComponents())
                .map(component -> component.getName().replace("maxBodySize", "maxBodyBytes"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(properties)
                .as("add new settings of " + builder + " to " + record + " and to SettingsProperties")
                .isEqualTo(settings);
    }

    @Test
    void unsetSettingsKeepTheirDefaults() {
        PeerSettings defaults = PeerSettings.defaults();
        plain.run(context -> {
            PeerSettings s = context.getBean(PeerSettings.class);
            assertThat(s.limits().chunkSize()).isEqualTo(defaults.limits().chunkSize());
            assertThat(s.capabilities()).isEqualTo(defaults.capabilities());
            assertThat(s.sessions().staleAfter()).isEqualTo(defaults.sessions().staleAfter());
            assertThat(s.sessions().keptFor()).isEqualTo(defaults.sessions().keptFor());
            assertThat(s.sessions().kept()).isEqualTo(defaults.sessions().kept());
        });
    }

    @Test
    void peersAreChecked() {
        plain.withPropertyValues("morango.peers[0].interval=1h")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("needs a url"));
        plain.withPropertyValues("morango.keep-in-sync=false", "morango.peers[0].url=city.example:8080")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("\"city.example:8080\" is not the address of a peer"));
        plain.withPropertyValues(
                        "morango.keep-in-sync=false",
                        "morango.peers[0].url=http://a/",
                        "morango.peers[1].url=http://b/",
                        "morango.peers[1].name=http://a/")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("http://a/"));
        plain.withPropertyValues("morango.peers[0].url=http://a/", "morango.peers[0].interval=-1s")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("longer than zero"));
        plain.withPropertyValues("morango.peers[0].url=http://a/", "morango.peers[0].join.user=ada")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasRootCauseMessage("To join needs either a user and a password, or a token."));
        plain.withPropertyValues("morango.create-root=whole-else")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("whole-else is unknown here"));
    }
}
