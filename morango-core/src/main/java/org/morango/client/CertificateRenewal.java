package org.morango.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateChains;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.common.MorangoException;
import org.morango.internal.binding.RenewalProof;
import org.morango.internal.protocol.Json;
import org.morango.internal.trust.Trust;
import org.morango.replica.CertificateStore;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;

/** Asks the issuer of a certificate for a new one of the same scope, and verifies that the answer is exactly that. */
final class CertificateRenewal {
    private final PeerHttp http;
    private final CertificateStore store;
    private final PeerSettings settings;
    private final RemoteCertificates remote;
    private final Set<Capability> common;

    CertificateRenewal(PeerHttp http, CertificateStore store, PeerSettings settings, Set<Capability> common) {
        this.http = http;
        this.store = store;
        this.settings = settings;
        this.common = common;
        this.remote = new RemoteCertificates(http, store, settings);
    }

    /** Returns whether the server says that it can renew the certificate. */
    boolean isPossible(Certificate mine) {
        List<Certificate> chain = store.chain(mine.id());
        return common.contains(Capability.CERTIFICATE_RENEWAL)
                && chain.size() > 1
                && !issuers(chain).isEmpty();
    }

    Certificate send(Certificate mine) {
        SigningKey key = store.key(mine.id())
                .orElseThrow(() -> new MorangoException(
                        "The private key of certificate " + mine.id() + " is not in this database.",
                        Map.of("certificate", mine.id())));
        List<Certificate> chain = store.chain(mine.id());
        if (chain.size() < 2) {
            throw new MorangoException(
                    "Certificate " + mine.id()
                            + " is a root, which cannot be renewed: it signs itself, and everything below it"
                            + " ends with it. Make another root.",
                    Map.of("certificate", mine.id()));
        }
        new Trust(store, settings).check("This side's", chain);
        if (!common.contains(Capability.CERTIFICATE_RENEWAL)) {
            throw new MorangoException(
                    http.address() + " cannot renew certificates; ask for a new one by requestCertificate.");
        }
        List<Certificate> issuer = issuer(chain);
        SigningKey newKey = SigningKey.generate(settings.random());
        Certificate signed = http.retries().run(() -> ask(chain, key, issuer, newKey));
        check(signed, mine, issuer, newKey);
        List<Certificate> renewed = new ArrayList<>(issuer);
        renewed.add(signed);
        remote.verify("The renewed", renewed);
        store.save(renewed, newKey);
        return signed;
    }

    /**
     * Returns the server's certificates that may sign: the one that signed before, or one of its line. They are not
     * verified.
     */
    private List<Certificate> issuers(List<Certificate> chain) {
        Certificate parent = chain.get(chain.size() - 2);
        return remote.under(chain.get(0).id()).stream()
                .filter(held -> held.line().equals(parent.line()) && !remote.isKnownBad(held))
                .toList();
    }

    /** Returns the chain of the issuer that expires last. */
    private List<Certificate> issuer(List<Certificate> chain) {
        String rootId = chain.get(0).id();
        String line = CertificateChains.line(chain.subList(0, chain.size() - 1));
        return issuers(chain).stream()
                .map(held -> remote.verifiedChain(held, rootId))
                .filter(verified -> CertificateChains.line(verified).equals(line))
                .max(Comparator.comparing(
                        verified -> CertificateChains.expires(verified).orElse(Instant.MAX)))
                .orElseThrow(() -> new MorangoException(
                        http.address() + " has not issued certificate "
                                + chain.get(chain.size() - 1).id()
                                + ", so that it cannot renew it. Connect to the peer that holds certificate "
                                + chain.get(chain.size() - 2).id() + " or one that renews it.",
                        Map.of("certificate", chain.get(chain.size() - 1).id())));
    }

    /** Makes one attempt. A certificate whose answer is lost is useless; the next attempt asks for another one. */
    private Certificate ask(List<Certificate> chain, SigningKey key, List<Certificate> issuer, SigningKey newKey)
            throws Unanswered {
        Certificate mine = chain.get(chain.size() - 1);
        String parent = issuer.get(issuer.size() - 1).id();
        String nonce = http.nonce();
        ClientRequest call = ClientRequest.post(
                "renewals/",
                Json.object()
                        .put("certificate_chain", CertificateJson.renderChain(chain))
                        .put("parent", parent)
                        .put("public_key", newKey.publicKey().text())
                        .put("nonce", nonce)
                        .put("signature", key.sign(RenewalProof.signedText(nonce, mine, parent, newKey.publicKey()))));
        return CertificateJson.parse(http.successful(call, http.once(call)).json());
    }

    private void check(Certificate signed, Certificate former, List<Certificate> issuer, SigningKey newKey) {
        boolean asAsked = signed.publicKey().equals(newKey.publicKey())
                && issuer.get(issuer.size() - 1).id().equals(signed.parentId())
                && signed.profile().equals(former.profile())
                && signed.scopeDefinitionId().equals(former.scopeDefinitionId())
                && signed.scopeVersion() == former.scopeVersion()
                && signed.scopeParams().equals(former.scopeParams())
                && signed.line().equals(former.line());
        if (!asAsked) {
            throw new MorangoException(
                    http.address() + " signed a certificate that does not renew " + former.id() + ".",
                    Map.of("certificate", signed.id()));
        }
    }
}
