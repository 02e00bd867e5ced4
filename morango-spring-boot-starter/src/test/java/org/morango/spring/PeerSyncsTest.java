package org.morango.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;
import org.morango.client.Joining;
import org.morango.client.Login;
import org.morango.common.MorangoException;
import org.morango.invitation.InvitationTerms;
import org.morango.live.ContinuousSync;
import org.morango.live.PeerStatus;
import org.morango.live.PeerSyncs;
import org.morango.live.SyncPhase;
import org.morango.spring.event.PeerStateEvent;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;

/** Applications that are told by properties with whom they sync. */
class PeerSyncsTest {
    private static final SecretKeySpec SECRET = new SecretKeySpec(new byte[32], "HmacSHA256");

    private final String database = "syncs-" + UUID.randomUUID();
    private final List<RunningApp> apps = new ArrayList<>();

    @AfterEach
    void stop() {
        for (int i = apps.size() - 1; i >= 0; i--) {
            apps.get(i).close();
        }
    }

    private RunningApp started(RunningApp app) {
        apps.add(app);
        return app;
    }

    private RunningApp school(String... more) {
        List<String> properties = new ArrayList<>(List.of("morango.create-root=whole-book"));
        properties.addAll(List.of(more));
        return started(RunningApp.start(database + "-school", properties.toArray(String[]::new)));
    }

    private RunningApp tablet(RunningApp school, String... more) {
        List<String> properties = new ArrayList<>(List.of(
                "morango.peers[0].name=school",
                "morango.peers[0].url=" + school.url(),
                "morango.peers[0].join.user=ada",
                "morango.peers[0].join.password=secret"));
        properties.addAll(List.of(more));
        return started(RunningApp.start(database, properties.toArray(String[]::new)));
    }

    private static Certificate root(RunningApp school) {
        return school.morango().certificates().current().orElseThrow();
    }

    private static void awaitTitle(RunningApp app, String title) throws InterruptedException {
        for (int i = 0; i < 600 && !app.titles().contains(title); i++) {
            Thread.sleep(50);
        }
        assertThat(app.titles()).contains(title);
    }

    private static void awaitPhase(RunningApp app, SyncPhase phase) throws InterruptedException {
        for (int i = 0; i < 600 && app.syncs().get("school").state().phase() != phase; i++) {
            Thread.sleep(50);
        }
        assertThat(app.syncs().get("school").state())
                .satisfies(state -> assertThat(state.phase()).isEqualTo(phase));
    }

    @Test
    void joinsAndKeepsInSyncByProperties() throws Exception {
        RunningApp school = school();
        school.notebooks().add(root(school).id(), "there before");
        RunningApp tablet = tablet(school);
        tablet.syncs().get("school").firstSync().get(60, TimeUnit.SECONDS);
        assertThat(tablet.titles()).contains("there before");
        school.notebooks().add(root(school).id(), "of the school");
        awaitTitle(tablet, "of the school");
        tablet.notebooks().add(root(school).id(), "of the tablet");
        awaitTitle(school, "of the tablet");
        awaitPhase(tablet, SyncPhase.UP_TO_DATE);

        PeerStatus status = tablet.syncs().status().get(0);
        assertThat(status.phase()).isEqualTo(SyncPhase.UP_TO_DATE);
        assertThat(status.lastSucceeded()).isNotNull();
        assertThat(tablet.morango().syncs())
                .as("so that a search of the local network leaves this peer alone")
                .containsExactly(tablet.syncs().get("school"));
        assertThat(tablet.get("actuator/health", "ada", "secret").body()).contains("\"school\":\"up to date\"");
        assertThat(tablet.heard().of(PeerStateEvent.class))
                .extracting(event -> event.state().phase())
                .contains(SyncPhase.CATCHING_UP, SyncPhase.UP_TO_DATE);

        Certificate mine = tablet.morango().certificates().current().orElseThrow();
        PeerSyncs ended = tablet.syncs();
        ContinuousSync sync = ended.get("school");
        tablet.close();
        assertThat(sync.state().phase()).isEqualTo(SyncPhase.CLOSED);
        assertThatThrownBy(() -> ended.get("school")).isInstanceOf(MorangoException.class);
        RunningApp again = tablet(school);
        awaitPhase(again, SyncPhase.UP_TO_DATE);
        assertThat(again.morango().certificates().owned()).containsExactly(mine);
    }

    @Test
    void invitationIsAllThatIsNeeded() throws Exception {
        RunningApp school = school();
        String invitation = school.morango()
                .invitations()
                .create(InvitationTerms.of(root(school).id(), "whole-book"))
                .text(school.url())
                .text();
        RunningApp tablet = started(RunningApp.start(
                database,
                "morango.peers[0].name=school",
                "morango.peers[0].invitation=" + invitation,
                "morango.settings.name=Tablet of Ada"));
        awaitPhase(tablet, SyncPhase.UP_TO_DATE);
        assertThat(tablet.syncs().status().get(0).url()).isEqualTo(school.url());
        assertThat(school.get("actuator/morango", "ada", "secret").body()).contains("\"device\":\"Tablet of Ada\"");
    }

    /** No interface has this name, so nothing is sent. */
    @Test
    void localNetworkIsSearchedIfThatIsWanted() {
        RunningApp school = school("morango.local-network.enabled=true", "morango.local-network.interfaces=nowhere0");
        LocalNetwork network = school.bean(LocalNetwork.class);
        assertThat(network.peers()).isPresent();
        assertThat(network.peers().get().peers()).isEmpty();
        school.close();
        assertThat(network.peers()).isEmpty();
        assertThat(started(RunningApp.start(database)).context().getBeansOfType(LocalNetwork.class))
                .isEmpty();
    }

    @Test
    void rootIsCreatedOnce() {
        RunningApp first = school();
        Certificate root = root(first);
        RunningApp second = school();
        assertThat(second.morango().certificates().owned()).containsExactly(root);
    }

    @Test
    void syncsAtIntervalsAndOnRequestByProperties() throws Exception {
        RunningApp school = school();
        RunningApp tablet = tablet(school, "morango.peers[0].interval=1h");
        tablet.syncs().get("school").firstSync().get(60, TimeUnit.SECONDS);
        awaitPhase(tablet, SyncPhase.WAITING);
        assertThat(tablet.syncs().get("school").target().interval()).contains(Duration.ofHours(1));
        school.notebooks().add(root(school).id(), "later");
        assertThat(tablet.syncs().sync("school").received()).isPositive();
        assertThat(tablet.titles()).contains("later");
        tablet.close();

        RunningApp asked = tablet(school, "morango.keep-in-sync=false");
        awaitPhase(asked, SyncPhase.WAITING);
        ContinuousSync sync = asked.syncs().get("school");
        assertThat(sync.target().isLive()).isFalse();
        assertThat(sync.target().interval()).isEmpty();
        asked.notebooks().add(root(school).id(), "asked for");
        assertThat(asked.syncs().sync("school").sent()).isEqualTo(1);
        assertThat(school.titles()).contains("asked for");
    }

    @Test
    void healthTellsOfCertificatesThatExpire() throws Exception {
        RunningApp school = school("morango.settings.trust.certificate-lifetime=30d");
        RunningApp tablet = tablet(school);
        awaitPhase(tablet, SyncPhase.UP_TO_DATE);
        assertThat(tablet.get("actuator/health", "ada", "secret").body())
                .contains("\"certificates\":{\"school\":\"expires at ", ", to be renewed from ");
        assertThat(tablet.syncs().status().get(0).renewalDue()).isNotNull();
    }

    /** A hook that says when the network is good, and a token that is asked for when it is needed. */
    @Test
    void targetsMayBeChangedByBeans() throws Exception {
        RunningApp school = started(RunningApp.start(
                database + "-school",
                context -> {
                    context.registerBean(
                            JwtDecoder.class,
                            () -> NimbusJwtDecoder.withSecretKey(SECRET).build());
                    context.registerBean(JwtAuthenticationConverter.class, PeerSyncsTest::roles);
                },
                "morango.create-root=whole-book"));
        AtomicBoolean isGood = new AtomicBoolean();
        RunningApp tablet = started(RunningApp.start(
                database,
                context -> context.registerBean(
                        SyncTargetCustomizer.class,
                        () -> (peer, target) -> target.when(isGood::get)
                                .join(Joining.with(() -> Login.token(token("SIGNER")))
                                        .build())),
                "morango.peers[0].name=school",
                "morango.peers[0].url=" + school.url()));
        awaitPhase(tablet, SyncPhase.WAITING);
        assertThat(tablet.morango().certificates().owned()).isEmpty();
        isGood.set(true);
        awaitPhase(tablet, SyncPhase.UP_TO_DATE);
        assertThat(root(tablet).params()).isEqualTo(Map.of("root", root(school).id()));

        RunningApp stranger = started(RunningApp.start(
                database + "-stranger",
                "morango.peers[0].name=school",
                "morango.peers[0].url=" + school.url(),
                "morango.peers[0].join.token=" + token("READER")));
        awaitPhase(stranger, SyncPhase.REFUSED);
        assertThat(stranger.syncs().get("school").state().reason()).contains("403");
        RunningApp forger = started(RunningApp.start(
                database + "-forger",
                "morango.peers[0].name=school",
                "morango.peers[0].url=" + school.url(),
                "morango.peers[0].join.token=" + token("SIGNER") + "x"));
        awaitPhase(forger, SyncPhase.REFUSED);
        assertThat(forger.syncs().get("school").state().reason()).contains("does not accept this token");
    }

    private static JwtAuthenticationConverter roles() {
        JwtGrantedAuthoritiesConverter authorities = new JwtGrantedAuthoritiesConverter();
        authorities.setAuthorityPrefix("ROLE_");
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(authorities);
        return converter;
    }

    private static String token(String scope) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader(JWSAlgorithm.HS256),
                    new JWTClaimsSet.Builder()
                            .subject("tablet 7")
                            .claim("scope", scope)
                            .expirationTime(new Date(System.currentTimeMillis() + 600_000))
                            .build());
            token.sign(new MACSigner(SECRET));
            return token.serialize();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
