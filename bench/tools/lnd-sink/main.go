// lnd-sink: a fast stand-in for a learning platform's API, the same for every contender, so that it is never the limit.
// Last write wins, as in most of them; what is stale or out of order is counted.
//
//	POST /learners/upsert  JSON {employeeId, version, emittedAtUs, ...} -> 200 {"status":"ok"}
//	POST /config           JSON, any of the Config fields, replaces the running settings
//	POST /reset            forget counts, latencies and learners (settings stay)
//	GET  /stats[?expect=V] counts, order, latency; expect=V also counts keys whose final version is not V
//	GET  /learners         NDJSON {"employeeId","version","writes"} of the final state
//	GET  /healthz
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"log"
	"math/rand/v2"
	"sort"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fastjson"
)

type Config struct {
	LatencyMs    float64 `json:"latencyMs"`    // delay before each answer
	FailRate     float64 `json:"failRate"`     // share of requests answered 500 at random
	Rate429      float64 `json:"rate429"`      // share of requests answered 429 at random
	LimitRps     int64   `json:"limitRps"`     // over this many requests in a wall second: 429
	RetryAfterS  int     `json:"retryAfterS"`  // Retry-After value on a 429
	FailKeyMod   uint32  `json:"failKeyMod"`   // keys with fnv(key)%mod==0 are failing keys (100 = 1 %); 0 = none
	FailTimes    int     `json:"failTimes"`    // how many attempts of an event of a failing key get a 503
	FailVersion  int64   `json:"failVersion"`  // only this version fails; 0 = each version
	PoisonKeyMod uint32  `json:"poisonKeyMod"` // keys with fnv(key)%mod==1 always get 422; 0 = none
	VersionGuard bool    `json:"versionGuard"` // ignore writes older than what is stored (counted as guarded)
}

type learner struct {
	last, max int64
	writes    int32
}

type shard struct {
	mu       sync.Mutex
	learners map[string]*learner
	attempts map[string]int
}

const nShards = 64

type state struct {
	start                                               time.Time
	shards                                              [nShards]*shard
	requests, ok, dup, stale, guarded, s500, s429, s422 atomic.Int64
	failedAttempts, bad                                 atomic.Int64
	firstNs, lastNs, lastOkNs, lastHealthyNs            atomic.Int64
	healthyOk, maxHealthyGapNs                          atomic.Int64
	inflight, maxInflight                               atomic.Int64
	milestones                                          [1 << 16]int64 // time of every 1000th ok
	lat                                                 [24 * 64]atomic.Int64
	limSec, limN                                        atomic.Int64
}

var (
	cfg atomic.Pointer[Config]
	st  atomic.Pointer[state]
	pp  fastjson.ParserPool
)

func newState() *state {
	s := &state{start: time.Now()}
	for i := range s.shards {
		s.shards[i] = &shard{learners: map[string]*learner{}, attempts: map[string]int{}}
	}
	return s
}

func hash(b []byte) uint32 { h := fnv.New32a(); h.Write(b); return h.Sum32() }

func maxTo(a *atomic.Int64, v int64) {
	for {
		o := a.Load()
		if v <= o || a.CompareAndSwap(o, v) {
			return
		}
	}
}

var (
	okBody   = []byte(`{"status":"ok"}`)
	ctJSON   = []byte("application/json")
	pUpsert  = []byte("/learners/upsert")
	bodyFail = []byte(`{"error":"unavailable"}`)
)

func upsert(ctx *fasthttp.RequestCtx) {
	s, c := st.Load(), cfg.Load()
	now := time.Now().UnixNano()
	s.firstNs.CompareAndSwap(0, now)
	s.requests.Add(1)
	maxTo(&s.maxInflight, s.inflight.Add(1))
	defer s.inflight.Add(-1)
	ctx.SetContentTypeBytes(ctJSON)
	p := pp.Get()
	v, err := p.ParseBytes(ctx.PostBody())
	if err != nil {
		pp.Put(p)
		s.bad.Add(1)
		ctx.SetStatusCode(400)
		return
	}
	key := string(v.GetStringBytes("employeeId"))
	ver := number(v.Get("version"))
	emitted := number(v.Get("emittedAtUs"))
	pp.Put(p)
	if key == "" {
		s.bad.Add(1)
		ctx.SetStatusCode(400)
		return
	}
	if c.LatencyMs > 0 {
		time.Sleep(time.Duration(c.LatencyMs * float64(time.Millisecond)))
	}
	if c.LimitRps > 0 {
		sec := now / 1e9
		if s.limSec.Swap(sec) != sec {
			s.limN.Store(0)
		}
		if s.limN.Add(1) > c.LimitRps {
			tooMany(ctx, s, c)
			return
		}
	}
	if c.Rate429 > 0 && rand.Float64() < c.Rate429 {
		tooMany(ctx, s, c)
		return
	}
	if c.FailRate > 0 && rand.Float64() < c.FailRate {
		s.s500.Add(1)
		ctx.SetStatusCode(500)
		ctx.SetBody(bodyFail)
		return
	}
	h := hash([]byte(key))
	sh := s.shards[(h>>8)%nShards]
	if c.PoisonKeyMod > 0 && h%c.PoisonKeyMod == 1 {
		s.s422.Add(1)
		ctx.SetStatusCode(422)
		return
	}
	failing := c.FailKeyMod > 0 && h%c.FailKeyMod == 0
	if failing && (c.FailVersion == 0 || c.FailVersion == ver) {
		ak := key + "#" + strconv.FormatInt(ver, 10)
		sh.mu.Lock()
		n := sh.attempts[ak]
		if n < c.FailTimes {
			sh.attempts[ak] = n + 1
			sh.mu.Unlock()
			s.failedAttempts.Add(1)
			ctx.SetStatusCode(503)
			ctx.SetBody(bodyFail)
			return
		}
		sh.mu.Unlock()
	}
	sh.mu.Lock()
	l := sh.learners[key]
	if l == nil {
		l = &learner{}
		sh.learners[key] = l
	}
	l.writes++
	switch {
	case ver == l.last:
		s.dup.Add(1)
	case ver < l.last || ver < l.max:
		s.stale.Add(1)
	}
	if c.VersionGuard && ver < l.last {
		s.guarded.Add(1)
	} else {
		l.last = ver
	}
	if ver > l.max {
		l.max = ver
	}
	sh.mu.Unlock()
	end := time.Now()
	n := s.ok.Add(1)
	s.lastOkNs.Store(end.UnixNano())
	if n%1000 == 0 && n/1000 < int64(len(s.milestones)) {
		s.milestones[n/1000] = end.UnixNano()
	}
	if !failing {
		s.healthyOk.Add(1)
		prev := s.lastHealthyNs.Swap(end.UnixNano())
		if prev > 0 {
			maxTo(&s.maxHealthyGapNs, end.UnixNano()-prev)
		}
	}
	if emitted > 0 {
		s.lat[bucket(end.UnixMicro()-emitted)].Add(1)
	}
	ctx.SetBody(okBody)
}

// number reads a number that came as one or as text: fields of our contract are texts.
func number(v *fastjson.Value) int64 {
	if v == nil {
		return 0
	}
	if text, err := v.StringBytes(); err == nil {
		n, _ := strconv.ParseInt(string(text), 10, 64)
		return n
	}
	n, _ := v.Int64()
	return n
}

func tooMany(ctx *fasthttp.RequestCtx, s *state, c *Config) {
	s.s429.Add(1)
	ctx.SetStatusCode(429)
	ctx.Response.Header.Set("Retry-After", strconv.Itoa(c.RetryAfterS))
}

func stats(ctx *fasthttp.RequestCtx) {
	s, c := st.Load(), cfg.Load()
	expect, _ := strconv.ParseInt(string(ctx.QueryArgs().Peek("expect")), 10, 64)
	keys, staleFinal, notExpected, failingKeys := 0, 0, 0, 0
	var sample []string
	for _, sh := range s.shards {
		sh.mu.Lock()
		keys += len(sh.learners)
		for k, l := range sh.learners {
			if l.last < l.max {
				staleFinal++
				if len(sample) < 5 {
					sample = append(sample, k)
				}
			}
			if expect > 0 && l.last != expect {
				notExpected++
			}
			if c.FailKeyMod > 0 && hash([]byte(k))%c.FailKeyMod == 0 {
				failingKeys++
			}
		}
		sh.mu.Unlock()
	}
	sort.Strings(sample)
	ok := s.ok.Load()
	first, last := s.firstNs.Load(), s.lastOkNs.Load()
	rate, half := 0.0, 0.0
	if last > first {
		rate = float64(ok) / (float64(last-first) / 1e9)
	}
	m := ok / 1000
	if m >= 4 && m < int64(len(s.milestones)) {
		a, b := s.milestones[m/2], s.milestones[m]
		if b > a && a > 0 {
			half = float64((m-m/2)*1000) / (float64(b-a) / 1e9)
		}
	}
	out := map[string]any{
		"requests": s.requests.Load(), "ok": ok, "uniqueKeys": keys, "duplicates": s.dup.Load(),
		"outOfOrder": s.stale.Load(), "staleFinal": staleFinal, "staleSample": sample, "guarded": s.guarded.Load(),
		"notExpected": notExpected, "failingKeys": failingKeys,
		"s500": s.s500.Load(), "s503": s.failedAttempts.Load(), "s429": s.s429.Load(), "s422": s.s422.Load(), "bad": s.bad.Load(),
		"elapsedS": float64(last-first) / 1e9, "ratePerS": rate, "lastHalfRatePerS": half,
		"healthyOk": s.healthyOk.Load(), "healthyDoneS": float64(s.lastHealthyNs.Load()-first) / 1e9,
		"maxHealthyGapMs": float64(s.maxHealthyGapNs.Load()) / 1e6, "maxInflight": s.maxInflight.Load(),
		"e2eMs": map[string]float64{"p50": s.pct(.5), "p90": s.pct(.9), "p99": s.pct(.99), "p999": s.pct(.999), "max": s.pct(1)},
	}
	b, _ := json.Marshal(out)
	ctx.SetContentTypeBytes(ctJSON)
	ctx.SetBody(b)
}

func handler(ctx *fasthttp.RequestCtx) {
	if bytes.Equal(ctx.Path(), pUpsert) && ctx.IsPost() {
		upsert(ctx)
		return
	}
	switch string(ctx.Path()) {
	case "/stats":
		stats(ctx)
	case "/reset":
		st.Store(newState())
		ctx.SetBody(okBody)
	case "/config":
		if ctx.IsPost() {
			n := Config{RetryAfterS: 1}
			if err := json.Unmarshal(ctx.PostBody(), &n); err != nil {
				ctx.Error(err.Error(), 400)
				return
			}
			cfg.Store(&n)
		}
		b, _ := json.Marshal(cfg.Load())
		ctx.SetBody(b)
	case "/learners":
		for _, sh := range st.Load().shards {
			sh.mu.Lock()
			for k, l := range sh.learners {
				fmt.Fprintf(ctx, "{\"employeeId\":%q,\"version\":%d,\"writes\":%d}\n", k, l.last, l.writes)
			}
			sh.mu.Unlock()
		}
	case "/healthz":
		ctx.SetBody(okBody)
	default:
		ctx.Error("not found", 404)
	}
}

func main() {
	addr := flag.String("addr", "127.0.0.1:29800", "listen address")
	c := Config{RetryAfterS: 1}
	flag.Float64Var(&c.LatencyMs, "latency-ms", 0, "delay before each answer")
	flag.Float64Var(&c.FailRate, "fail-rate", 0, "share of requests answered 500")
	flag.Float64Var(&c.Rate429, "rate-429", 0, "share of requests answered 429")
	flag.Int64Var(&c.LimitRps, "limit-rps", 0, "429 over this many requests a second")
	flag.IntVar(&c.RetryAfterS, "retry-after", 1, "Retry-After seconds on 429")
	flag.Parse()
	cfg.Store(&c)
	st.Store(newState())
	s := &fasthttp.Server{Handler: handler, Name: "lnd-sink", ReadBufferSize: 8192, Concurrency: 100000, NoDefaultDate: true, MaxRequestBodySize: 1 << 20}
	log.Printf("lnd-sink on %s", *addr)
	log.Fatal(s.ListenAndServe(*addr))
}
