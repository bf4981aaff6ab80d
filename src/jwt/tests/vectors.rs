//! The examples of RFC 7515, 7517, 7520, 7797 and 8037. Those of RFC 7638 are beside `thumbprint.rs`.

use serde_json::{Value, json};

use super::{
    EC, ED25519, alone, any_payload, base64url, fails, judge, jwk, jwks, object_with, passes, rules, set, sign,
    token_with_header,
};
use crate::jwt::Algorithm;
use crate::jwt::jwks::{Finding, KeySet};
use crate::jwt::key::{Key, Origin};
use crate::jwt::thumbprint::thumbprint;
use crate::jwt::verify::Rules;
use crate::model::verdict::TokenCheckStatus;

/// RFC 7515, appendix A.1.1.
const HS256: &str =
    r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
const CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

/// Appendix A.2.1, its public half.
const RSA: &str = r#"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}"#;
/// The signatures of those claims in A.1, A.2 and A.3.
const BY_SECRET: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const BY_RSA: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const BY_EC: &str = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

/// One second before those claims expire.
fn in_2011() -> Rules {
    Rules { at: "2011-03-22T18:42:59Z".parse().unwrap(), ..rules() }
}

#[test]
fn rfc_7515_appendix_a_1_hs256() {
    let token = format!("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}.{BY_SECRET}");
    passes(
        &token,
        alone(HS256),
        Rules { asserted: vec![("http://example.com/is_root".into(), "true".into())], ..in_2011() },
    );
    assert_eq!(fails(&token, alone(HS256), Rules { at: "2011-03-22T18:43:00Z".parse().unwrap(), ..rules() }), ["exp"]);
}

#[test]
fn rfc_7515_appendix_a_2_rs256() {
    let token = format!("eyJhbGciOiJSUzI1NiJ9.{CLAIMS}.{BY_RSA}");
    passes(&token, alone(RSA), in_2011());
}

#[test]
fn rfc_7515_appendix_a_3_es256() {
    let token = format!("eyJhbGciOiJFUzI1NiJ9.{CLAIMS}.{BY_EC}");
    passes(&token, alone(EC), in_2011());
}

#[test]
fn rfc_7515_appendix_a_4_es512() {
    let key = r#"{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}"#;
    let token = "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";
    passes(token, alone(key), any_payload());
}

#[test]
fn rfc_7515_appendix_a_5_a_token_without_a_signature_is_refused() {
    let token = format!("eyJhbGciOiJub25lIn0.{CLAIMS}.");
    assert_eq!(fails(&token, alone(HS256), in_2011()), ["alg", "signature"]);
}

/// The JSON form is not taken, whoever signed it, and the form that is taken is named.
#[track_caller]
fn is_refused_for_its_form(form: &Value, keys: &KeySet) {
    for text in [form.to_string(), format!("{form:#}")] {
        let verdict = judge(&text, keys.clone(), any_payload());
        let failed: Vec<_> = verdict.with_status(TokenCheckStatus::Fail).collect();
        assert_eq!((verdict.valid, failed.len(), failed[0].check.as_ref()), (false, 1, "format"), "{text}");
        assert_eq!(failed[0].hint.as_deref(), Some("take the compact form, `protected.payload.signature`"), "{text}");
    }
}

#[test]
fn rfc_7515_appendices_a_6_and_a_7_the_json_forms_are_refused_and_each_signature_in_them_is_right() {
    let (rsa, ec) = (json!({"kid": "2010-12-29"}), json!({"kid": "e9bc097a-ce51-4036-9562-d2ade882db0d"}));
    let keys = set(&[object_with(RSA, rsa.clone()), object_with(EC, ec.clone())]);
    let signatures = [
        json!({"protected": "eyJhbGciOiJSUzI1NiJ9", "header": rsa, "signature": BY_RSA}),
        json!({"protected": "eyJhbGciOiJFUzI1NiJ9", "header": ec, "signature": BY_EC}),
    ];
    for (signature, key) in signatures.iter().zip([RSA, EC]) {
        let part = |name: &str| signature[name].as_str().unwrap();
        let compact = format!("{}.{CLAIMS}.{}", part("protected"), part("signature"));
        passes(&compact, alone(key), in_2011());
        // The `kid` was not protected: without it, the key is found by its kind.
        passes(&compact, keys.clone(), in_2011());
    }
    is_refused_for_its_form(&json!({"payload": CLAIMS, "signatures": signatures}), &keys);
    // A.7: the second of them, flattened.
    is_refused_for_its_form(&with_payload(CLAIMS, &signatures[1]), &keys);
}

/// One signature with what it signs: the flattened JSON form (RFC 7515 §7.2.2).
fn with_payload(payload: &str, signature: &Value) -> Value {
    object_with(&signature.to_string(), json!({ "payload": payload }))
}

/// RFC 7520 §3.3 and §3.4: Bilbo's RSA key, whole.
const BILBO: &str = r#"{"kty":"RSA","kid":"bilbo.baggins@hobbiton.example","use":"sig","n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw","e":"AQAB","d":"bWUC9B-EFRIo8kpGfh0ZuyGPvMNKvYWNtB_ikiH9k20eT-O1q_I78eiZkpXxXQ0UTEs2LsNRS-8uJbvQ-A1irkwMSMkK1J3XTGgdrhCku9gRldY7sNA_AKZGh-Q661_42rINLRCe8W-nZ34ui_qOfkLnK9QWDDqpaIsA-bMwWWSDFu2MUBYwkHTMEzLYGqOe04noqeq1hExBTHBOBdkMXiuFhUq1BU6l-DqEiWxqg82sXt2h-LMnT3046AOYJoRioz75tSUQfGCshWTBnP5uDjd18kKhyv07lhfSJdrPdM5Plyl21hsFf4L_mHCuoFau7gdsPfHPxxjVOcOpBrQzwQ","p":"3Slxg_DwTXJcb6095RoXygQCAZ5RnAvZlno1yhHtnUex_fp7AZ_9nRaO7HX_-SFfGQeutao2TDjDAWU4Vupk8rw9JR0AzZ0N2fvuIAmr_WCsmGpeNqQnev1T7IyEsnh8UMt-n5CafhkikzhEsrmndH6LxOrvRJlsPp6Zv8bUq0k","q":"uKE2dh-cTf6ERF4k4e_jy78GfPYUIaUyoSSJuBzp3Cubk3OCqs6grT8bR_cu0Dm1MZwWmtdqDyI95HrUeq3MP15vMMON8lHTeZu2lmKvwqW7anV5UzhM1iZ7z4yMkuUwFWoBvyY898EXvRD-hdqRxHlSqAZ192zB3pVFJ0s7pFc","dp":"B8PVvXkvJrj2L-GYQ7v3y9r6Kw5g9SahXBwsWUzp19TVlgI-YV85q1NIb1rxQtD-IsXXR3-TanevuRPRt5OBOdiMGQp8pbt26gljYfKU_E9xn-RULHz0-ed9E9gXLKD4VGngpz-PfQ_q29pk5xWHoJp009Qf1HvChixRX59ehik","dq":"CLDmDGduhylc9o7r84rEUVn7pzQ6PF83Y-iBZx5NT-TpnOZKF1pErAMVeKzFEl41DlHHqqBLSM0W1sOFbwTxYWZDm6sI6og5iTbwQGIC3gnJKbi_7k_vJgGHwHxgPaX2PnvP-zyEkDERuf-ry4c_Z11Cq9AqC2yeL6kdKT1cYF8","qi":"3PiqvXQN0zwMeE-sBvZgi289XP9XCQF3VWqPzMKnIgQp7_Tugo6-NZBKCQsMf3HaEGBjTVJs_jcK8-TRXvaKe-7ZMaQj8VfBdYkssbu0NKDDhjJ-GtiseaDVWt7dcH0cfwxgFUHpQh7FoCrjFJ6h6ZEpMF6xmujs4qMpPz8aaI4"}"#;
/// §3.1: Bilbo's EC key, its public half.
const BILBO_EC: &str = r#"{"kty":"EC","kid":"bilbo.baggins@hobbiton.example","use":"sig","crv":"P-521","x":"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt","y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"}"#;
/// §3.5, and the header and signature of §4.4 by it.
const MAC: &str = r#"{"kty":"oct","kid":"018c0ae5-4d9b-471b-bfd6-eef314bc7037","use":"sig","alg":"HS256","k":"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"}"#;
const MAC_HEADER: &str = "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9";
const BY_MAC: &str = "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0";
/// RFC 7520 §4, figure 8.
const FRODO: &str = "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4";

#[test]
fn rfc_7520_section_4_1_rs256_is_verified_and_made() {
    let header = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9";
    let token = format!(
        "{header}.{FRODO}.MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg"
    );
    passes(&token, alone(BILBO), any_payload());
    let key = jwk::parse_text(BILBO).unwrap();
    let members = serde_json::from_slice(&base64url::decode(header).unwrap()).unwrap();
    let payload = base64url::decode(FRODO).unwrap();
    assert_eq!(sign::sign(&key, Algorithm::Rs256, &members, &payload).unwrap(), token);
}

#[test]
fn rfc_7520_section_4_2_ps384() {
    let token = format!(
        "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.{FRODO}.cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw"
    );
    passes(&token, alone(BILBO), any_payload());
}

#[test]
fn rfc_7520_section_4_3_es512() {
    let token = format!(
        "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.{FRODO}.AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2"
    );
    passes(&token, alone(BILBO_EC), any_payload());
}

#[test]
fn rfc_7520_sections_4_4_and_4_5_hs256_with_its_payload_and_detached() {
    passes(&format!("{MAC_HEADER}.{FRODO}.{BY_MAC}"), alone(MAC), any_payload());
    // Figure 41: the same in the JSON form, which is not taken.
    is_refused_for_its_form(&json!({"payload": FRODO, "protected": MAC_HEADER, "signature": BY_MAC}), &alone(MAC));
    let detached = format!("{MAC_HEADER}..{BY_MAC}");
    assert_eq!(fails(&detached, alone(MAC), any_payload()), ["signature"]);
    let payload = base64url::decode(FRODO).unwrap();
    passes(&detached, alone(MAC), Rules { detached: Some(payload.clone()), ..any_payload() });
    let whole = format!("{MAC_HEADER}.{FRODO}.{BY_MAC}");
    assert_eq!(fails(&whole, alone(MAC), Rules { detached: Some(payload), ..any_payload() }), ["payload"]);
}

/// Whether it signs the payload alone, with no protected header before it.
fn signs_the_content_only(key: &str, algorithm: Algorithm, signature: &str) -> bool {
    let signature = base64url::decode(signature).unwrap();
    jwk::parse_text(key).unwrap().verifies(algorithm, format!(".{FRODO}").as_bytes(), &signature).unwrap()
}

#[test]
fn rfc_7520_section_4_6_a_header_that_is_protected_in_part() {
    let signature = json!({
        "protected": "eyJhbGciOiJIUzI1NiJ9",
        "header": {"kid": "018c0ae5-4d9b-471b-bfd6-eef314bc7037"},
        "signature": "bWUSVaxorn7bEF1djytBd0kHv70Ly5pvbomzMWSOr20",
    });
    let compact = format!("eyJhbGciOiJIUzI1NiJ9.{FRODO}.bWUSVaxorn7bEF1djytBd0kHv70Ly5pvbomzMWSOr20");
    passes(&compact, alone(MAC), any_payload());
    // What was not protected was not signed.
    let with_kid = format!("{MAC_HEADER}.{FRODO}.bWUSVaxorn7bEF1djytBd0kHv70Ly5pvbomzMWSOr20");
    assert_eq!(fails(&with_kid, alone(MAC), any_payload()), ["signature"]);
    is_refused_for_its_form(&with_payload(FRODO, &signature), &alone(MAC));
    is_refused_for_its_form(&json!({"payload": FRODO, "signatures": [signature]}), &alone(MAC));
}

#[test]
fn rfc_7520_section_4_7_a_signature_of_the_content_only_has_no_compact_form() {
    let value = "xuLifqLGiblpv9zBpuZczWhNj1gARaLV3UxvxhJxZuk";
    assert!(signs_the_content_only(MAC, Algorithm::Hs256, value));
    let signature = json!({
        "header": {"alg": "HS256", "kid": "018c0ae5-4d9b-471b-bfd6-eef314bc7037"},
        "signature": value,
    });
    is_refused_for_its_form(&with_payload(FRODO, &signature), &alone(MAC));
    is_refused_for_its_form(&json!({"payload": FRODO, "signatures": [signature]}), &alone(MAC));
    // Without a header nothing says how to verify it, and a header makes it another text than the one signed.
    assert_eq!(fails(&format!(".{FRODO}.{value}"), alone(MAC), any_payload()), ["header"]);
    for header in ["eyJhbGciOiJIUzI1NiJ9", MAC_HEADER] {
        assert_eq!(fails(&format!("{header}.{FRODO}.{value}"), alone(MAC), any_payload()), ["signature"]);
    }
}

#[test]
fn rfc_7520_section_4_8_three_signatures_of_one_content() {
    let by_rsa = "MIsjqtVlOpa71KE-Mss8_Nq2YH4FGhiocsqrgi5NvyG53uoimic1tcMdSg-qptrzZc7CG6Svw2Y13TDIqHzTUrL_lR2ZFcryNFiHkSw129EghGpwkpxaTn_THJTCglNbADko1MZBCdwzJxwqZc-1RlpO2HibUYyXSwO97BSe0_evZKdjvvKSgsIqjytKSeAMbhMBdMma622_BG5t4sdbuCHtFjp9iJmkio47AIwqkZV1aIZsv33uPUqBBCXbYoQJwt7mxPftHmNlGoOSMxR_3thmXTCm4US-xiNOyhbm8afKK64jU6_TPtQHiJeQJxz9G3Tx-083B745_AfYOnlC9w";
    let by_ec = "ARcVLnaJJaUWG8fG-8t5BREVAuTY8n8YHjwDO1muhcdCoFZFFjfISu0Cdkn9Ybdlmi54ho0x924DUz8sK7ZXkhc7AFM8ObLfTvNCrqcI3Jkl2U5IX3utNhODH6v7xgy1Qahsn0fyb4zSAkje8bAWz4vIfj5pCMYxxm4fgV3q7ZYhm5eD";
    passes(&format!("eyJhbGciOiJSUzI1NiJ9.{FRODO}.{by_rsa}"), alone(BILBO), any_payload());
    assert!(signs_the_content_only(BILBO_EC, Algorithm::Es512, by_ec));
    passes(&format!("{MAC_HEADER}.{FRODO}.{BY_MAC}"), alone(MAC), any_payload());
    let signatures = [
        json!({
            "protected": "eyJhbGciOiJSUzI1NiJ9",
            "header": {"kid": "bilbo.baggins@hobbiton.example"},
            "signature": by_rsa,
        }),
        json!({"header": {"alg": "ES512", "kid": "bilbo.baggins@hobbiton.example"}, "signature": by_ec}),
        json!({"protected": MAC_HEADER, "signature": BY_MAC}),
    ];
    for keys in [BILBO, BILBO_EC, MAC].map(alone) {
        is_refused_for_its_form(&json!({"payload": FRODO, "signatures": signatures}), &keys);
        // Two of them have two dots in their `kid`, and three parts therefore.
        for signature in &signatures {
            is_refused_for_its_form(signature, &keys);
            is_refused_for_its_form(&with_payload(FRODO, signature), &keys);
        }
    }
}

/// RFC 7517, appendix A.1.
const TWO_KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"},{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}]}"#;
/// Appendix A.2: the same with their private halves.
const TWO_PRIVATE_KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE","use":"enc","kid":"1"},{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","d":"X4cTteJY_gn4FYPsXB8rdXix5vwsg1FLN5E3EaG6RJoVH-HLLKD9M7dx5oo7GURknchnrRweUkC7hT5fJLM0WbFAKNLWY2vv7B6NqXSzUvxT0_YSfqijwp3RTzlBaCxWp4doFk5N2o8Gy_nHNKroADIkJ46pRUohsXywbReAdYaMwFs9tv8d_cPVY3i07a3t8MN6TNwm0dSawm9v47UiCl3Sk5ZiG7xojPLu4sbg1U2jx4IBTNBznbJSzFHK66jT8bgkuqsk0GjskDJk19Z4qwjwbsnn4j2WBii3RL-Us2lGVkY8fkFzme1z0HbIkfz0Y6mqnOYtqc0X4jfcKoAC8Q","p":"83i-7IvMGXoMXCskv73TKr8637FiO7Z27zv8oj6pbWUQyLPQBQxtPVnwD20R-60eTDmD2ujnMt5PoqMrm8RfmNhVWDtjjMmCMjOpSXicFHj7XOuVIYQyqVWlWEh6dN36GVZYk93N8Bc9vY41xy8B9RzzOGVQzXvNEvn7O0nVbfs","q":"3dfOR9cuYq-0S-mkFLzgItgMEfFzB2q3hWehMuG0oCuqnb3vobLyumqjVZQO1dIrdwgTnCdpYzBcOfW5r370AFXjiWft_NGEiovonizhKpo9VVS78TzFgxkIdrecRezsZ-1kYd_s1qDbxtkDEgfAITAG9LUnADun4vIcb6yelxk","dp":"G4sPXkc6Ya9y8oJW9_ILj4xuppu0lzi_H7VTkS8xj5SdX3coE0oimYwxIi2emTAue0UOa5dpgFGyBJ4c8tQ2VF402XRugKDTP8akYhFo5tAA77Qe_NmtuYZc3C3m3I24G2GvR5sSDxUyAN2zq8Lfn9EUms6rY3Ob8YeiKkTiBj0","dq":"s9lAH9fggBsoFR8Oac2R_E2gw282rT2kGOAhvIllETE1efrA6huUUvMfBcMpn8lqeW6vzznYY5SSQF7pMdC_agI3nG8Ibp1BUb0JUiraRNqUfLhcQb_d9GF4Dh7e74WbRsobRonujTYN1xCaP6TO61jvWrX-L18txXw494Q_cgk","qi":"GyM_p6JrXySiz1toFgKbWV-JdI3jQ4ypu9rbMWx3rQJBfmt0FoYzgUIZEVFEcOqwemRN81zoDAaa-Bk0KWNGDjJHZDdDmFhW3AN7lI-puxk_mHZGJ11rxyR8O55XLSe3SPmRfKwZI6yU24ZxvQKFYItdldUKGzO6Ia6zTKhAVRU","alg":"RS256","kid":"2011-04-29"}]}"#;

#[test]
fn rfc_7517_appendix_a_1_a_set_of_two_keys() {
    let set = alone(TWO_KEYS);
    assert_eq!((set.keys.len(), set.findings(true)), (2, Vec::new()));
    assert_eq!((set.keys[0].purpose.as_deref(), set.keys[1].public.bits()), (Some("enc"), Some(2048)));
    // The key that is for encryption verifies nothing.
    let token = token_with_header(EC, r#"{"alg":"ES256","kid":"1"}"#, "{}");
    assert_eq!(fails(&token, set, any_payload()), ["use", "signature"]);
}

fn rules_of(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn rfc_7517_appendix_a_2_private_keys_are_read_whole_and_sign_for_the_public_ones_of_a_1() {
    let (public, private) = (alone(TWO_KEYS), alone(TWO_PRIVATE_KEYS));
    let written: Value = serde_json::from_str(TWO_PRIVATE_KEYS).unwrap();
    assert_eq!((private.keys.len(), private.skipped.len()), (2, 0));
    for (index, algorithm) in [Algorithm::Es256, Algorithm::Rs256].into_iter().enumerate() {
        let (key, other) = (&private.keys[index], &public.keys[index]);
        assert_eq!(jwk::to_json(key, true).as_ref(), Some(&written["keys"][index]));
        assert_eq!(jwk::to_json(key, false), jwk::to_json(other, true));
        let signature = sign::signature_of(key, algorithm, b"A.2").unwrap();
        assert_eq!(other.verifies(algorithm, b"A.2", &signature), Ok(true));
    }
    // They are in no set that is only to verify.
    assert_eq!(rules_of(&private.findings(true)), ["private_key", "private_key"]);
    assert_eq!(rules_of(&private.findings(false)), ["private_key", "private_key"]);
    assert!(public.keys.iter().all(|key| !key.can_sign()));
}

#[test]
fn rfc_7517_appendix_a_3_symmetric_keys_one_of_which_is_for_no_signature() {
    let secrets = alone(
        r#"{"keys":[{"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"},{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow","kid":"HMAC key used in JWS spec Appendix A.1 example"}]}"#,
    );
    let bits = |key: &Key| key.public.bits();
    assert_eq!(secrets.keys.iter().map(bits).collect::<Vec<_>>(), [Some(128), Some(512)]);
    assert_eq!(sign::algorithm(&secrets.keys[0], None), Err(sign::SignError::NoAlgorithm));
    assert_eq!(rules_of(&secrets.findings(true)), ["private_key", "private_key"]);
    assert_eq!(rules_of(&secrets.findings(false)), Vec::<&str>::new());
    // The second is that of RFC 7515, appendix A.1, whose token names none.
    let token = format!("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}.{BY_SECRET}");
    passes(&token, secrets.clone(), in_2011());
    let named = r#"{"alg":"HS256","kid":"HMAC key used in JWS spec Appendix A.1 example"}"#;
    passes(&token_with_header(HS256, named, "{}"), secrets, any_payload());
}

#[test]
fn rfc_7517_appendix_b_a_key_is_the_one_of_the_certificate_that_it_brings_along() {
    const CERTIFICATE: &str = "MIIDQjCCAiqgAwIBAgIGATz/FuLiMA0GCSqGSIb3DQEBBQUAMGIxCzAJBgNVBAYTAlVTMQswCQYDVQQIEwJDTzEPMA0GA1UEBxMGRGVudmVyMRwwGgYDVQQKExNQaW5nIElkZW50aXR5IENvcnAuMRcwFQYDVQQDEw5CcmlhbiBDYW1wYmVsbDAeFw0xMzAyMjEyMzI5MTVaFw0xODA4MTQyMjI5MTVaMGIxCzAJBgNVBAYTAlVTMQswCQYDVQQIEwJDTzEPMA0GA1UEBxMGRGVudmVyMRwwGgYDVQQKExNQaW5nIElkZW50aXR5IENvcnAuMRcwFQYDVQQDEw5CcmlhbiBDYW1wYmVsbDCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAL64zn8/QnHYMeZ0LncoXaEde1fiLm1jHjmQsF/449IYALM9if6amFtPDy2yvz3YlRij66s5gyLCyO7ANuVRJx1NbgizcAblIgjtdf/u3WG7K+IiZhtELto/A7Fck9Ws6SQvzRvOE8uSirYbgmj6He4iO8NCyvaK0jIQRMMGQwsU1quGmFgHIXPLfnpnfajr1rVTAwtgV5LEZ4Iel+W1GC8ugMhyr4/p1MtcIM42EA8BzE6ZQqC7VPqPvEjZ2dbZkaBhPbiZAS3YeYBRDWm1p1OZtWamT3cEvqqPpnjL1XyW+oyVVkaZdklLQp2Btgt9qr21m42f4wTw+Xrp6rCKNb0CAwEAATANBgkqhkiG9w0BAQUFAAOCAQEAh8zGlfSlcI0o3rYDPBB07aXNswb4ECNIKG0CETTUxmXl9KUL+9gGlqCz5iWLOgWsnrcKcY0vXPG9J1r9AqBNTqNgHq2G03X09266X5CpOe1zFo+Owb1zxtp3PehFdfQJ610CDLEaS9V9Rqp17hCyybEpOGVwe8fnk+fbEL2Bo3UPGrpsHzUoaGpDftmWssZkhpBJKVMJyf/RuP2SmmaIzmnw9JiSlYhzo4tpzd5rFXhjRbg4zW9C+2qok+2+qDM1iJ684gPHMIY8aLWrdgQTxkumGmTqgawR+N5MDtdPTEQ0XfIBc2cJEUyMTY5MPvACWpkA6SdS4xSvdXK3IVfOWA==";
    let key = r#"{"kty":"RSA","use":"sig","kid":"1b94c","n":"vrjOfz9Ccdgx5nQudyhdoR17V-IubWMeOZCwX_jj0hgAsz2J_pqYW08PLbK_PdiVGKPrqzmDIsLI7sA25VEnHU1uCLNwBuUiCO11_-7dYbsr4iJmG0Qu2j8DsVyT1azpJC_NG84Ty5KKthuCaPod7iI7w0LK9orSMhBEwwZDCxTWq4aYWAchc8t-emd9qOvWtVMDC2BXksRngh6X5bUYLy6AyHKvj-nUy1wgzjYQDwHMTplCoLtU-o-8SNnZ1tmRoGE9uJkBLdh5gFENabWnU5m1ZqZPdwS-qo-meMvVfJb6jJVWRpl2SUtCnYG2C32qvbWbjZ_jBPD5eunqsIo1vQ","e":"AQAB"}"#;
    let read = alone(&object_with(key, json!({"x5c": [CERTIFICATE]})).to_string());
    assert_eq!((read.keys.len(), read.findings(true)), (1, Vec::new()));
    assert_eq!(jwk::to_json(&read.keys[0], true), Some(object_with(key, json!({}))));
    // RFC 7517 §4.7: base64, not base64url.
    let der = base64url::decode(CERTIFICATE.replace('+', "-").replace('/', "_").trim_end_matches('=')).unwrap();
    let certificate = jwks::read(&der).unwrap();
    assert_eq!((certificate.read_from, thumbprint(&certificate.keys[0])), ("certificate", thumbprint(&read.keys[0])));
    // 2013-02-21T23:29:15Z to 2018-08-14T22:29:15Z.
    let origin = Origin::Certificate { not_before: 1_361_489_355, not_after: 1_534_285_755, verifies: true };
    assert_eq!(certificate.keys[0].origin, origin);
}

#[test]
fn rfc_7797_section_4_payloads_as_they_are() {
    let encoded = "eyJhbGciOiJIUzI1NiJ9.JC4wMg.5mvfOroL-g7HyqJoozehmsaqmvTYGEq5jTI1gVvoEoQ";
    passes(encoded, alone(HS256), any_payload());
    let detached =
        "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY";
    passes(detached, alone(HS256), Rules { detached: Some(b"$.02".to_vec()), ..any_payload() });
    assert_eq!(
        fails(detached, alone(HS256), Rules { detached: Some(b"$.03".to_vec()), ..any_payload() }),
        ["signature"]
    );
    // RFC 7797 §5.2: a payload without dots may stay in the token.
    let inside = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19.This is the payload string!.ciks0B6Hs-amhOqxI5_iG6mPKnMDlWCb7J2Wu7mtIcg";
    passes(inside, alone(HS256), any_payload());
    // §7: a JWT never does that.
    assert_eq!(fails(inside, alone(HS256), rules()), ["crit", "payload"]);
}

#[test]
fn rfc_8037_appendix_a_4_and_5_ed25519() {
    let token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    passes(token, alone(ED25519), any_payload());
    let key = jwk::parse_text(ED25519).unwrap();
    let header = json!({"alg": "EdDSA"});
    let made = sign::sign(&key, Algorithm::EdDsa, header.as_object().unwrap(), b"Example of Ed25519 signing");
    assert_eq!(made.unwrap(), token);
}
