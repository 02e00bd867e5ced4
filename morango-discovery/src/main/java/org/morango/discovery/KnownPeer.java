package org.morango.discovery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.live.ContinuousSync;

/** A peer that was announced. Its {@link Directory} guards what announcements change; the searching thread alone uses the rest. */
final class KnownPeer {
    private static final Duration FIRST_DELAY = Duration.ofSeconds(5);
    private static final Duration MOST_DELAY = Duration.ofMinutes(10);
    private static final int MOST_DOUBLINGS = 7;

    private final String url;
    private final String rootId;
    private final String address;
    private Heard heard;
    private boolean isAnnounced = true;
    /** When it counts as no longer announced, unless it is heard again; null while it counts as announced. */
    private @Nullable Instant confirmBefore;

    // Used by the searching thread only.
    private volatile LocalPeer.State state = LocalPeer.State.FOUND;
    private @Nullable String reason;
    private @Nullable Certificate certificate;
    private @Nullable Instant provenAt;
    private @Nullable Instant waitsSince;
    private @Nullable ContinuousSync sync;
    private Instant lastGood = Instant.MIN;
    private Instant nextProof = Instant.MIN;
    private int failures;

    KnownPeer(Heard heard, String rootId) {
        this.heard = heard;
        this.rootId = rootId;
        this.url = heard.url();
        this.address = heard.address().getHostAddress();
    }

    String url() {
        return url;
    }

    String rootId() {
        return rootId;
    }

    String address() {
        return address;
    }

    void heard(Heard again) {
        heard = again;
        isAnnounced = true;
        confirmBefore = null;
    }

    void ended() {
        isAnnounced = false;
    }

    void confirmBefore(Instant time) {
        confirmBefore = time;
    }

    boolean isAnnounced(Instant now) {
        return isAnnounced && (confirmBefore == null || confirmBefore.isAfter(now));
    }

    boolean isOf(String link, String service) {
        return heard.link().equals(link) && heard.service().equals(service);
    }

    String link() {
        return heard.link();
    }

    /** Returns the id of its last announcement. */
    String id() {
        return heard.announcement().id();
    }

    LocalPeer.State state() {
        return state;
    }

    void to(LocalPeer.State next) {
        state = next;
        if (next != LocalPeer.State.WAITING && next != LocalPeer.State.FOUND) {
            waitsSince = null;
        }
        reason = null;
    }

    /** Returns whether it has not proven itself yet. */
    boolean isUnproven() {
        return state == LocalPeer.State.FOUND || state == LocalPeer.State.UNPROVEN;
    }

    @Nullable
    Certificate certificate() {
        return certificate;
    }

    void proven(Certificate shown, Instant now) {
        certificate = shown;
        provenAt = now;
        failures = 0;
        to(LocalPeer.State.WAITING);
    }

    boolean isProvenSince(Instant time) {
        return provenAt != null && provenAt.isAfter(time);
    }

    /** Notes that it has not proven itself, or cannot be reached. The delay doubles each time. */
    void failed(String why, Instant now) {
        certificate = null;
        to(LocalPeer.State.UNPROVEN);
        reason = why;
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        failures++;
        nextProof = now.plus(delay.compareTo(MOST_DELAY) < 0 ? delay : MOST_DELAY);
    }

    boolean isProofDue(Instant now) {
        return isUnproven() && !nextProof.isAfter(now);
    }

    /** Asks it as soon as possible. */
    void hurry() {
        nextProof = Instant.MIN;
    }

    /** Returns since when this side waits for it. */
    Instant waitsSince(Instant now) {
        Instant since = waitsSince == null ? now : waitsSince;
        waitsSince = since;
        return since;
    }

    @Nullable
    ContinuousSync sync() {
        return sync;
    }

    void sync(@Nullable ContinuousSync started) {
        sync = started;
    }

    Instant lastGood() {
        return lastGood;
    }

    void good(Instant now) {
        lastGood = now;
    }

    LocalPeer snapshot() {
        return new LocalPeer(url, rootId, state, certificate == null ? null : certificate.id(), reason, sync);
    }
}
