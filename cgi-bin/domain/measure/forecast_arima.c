/* forecast_arima.c - seasonal ARIMA: differenced as the KPSS test and the strength of the season ask for, orders by AICc along the
 * steps of Hyndman and Khandakar (2008), parameters by the conditional sum of squares (Box and Jenkins 1976, chapter 7). They are
 * searched as partial autocorrelations, so that every model tried is stationary and invertible. See forecast_parts.h. */
#include "domain/measure/forecast_parts.h"

#include <math.h>
#include <string.h>

enum { ORDER_MOST = 3, TERMS_MOST = 2 * ORDER_MOST + 1, LAG_MOST = ETS_PERIOD_MOST + ORDER_MOST };
enum { CHOOSING = 320 };
enum { AR, MA, SEASON_AR, SEASON_MA, ORDERS };

/* The terms of a polynomial 1 - sum of weight[i] B^lag[i], B the step back. */
struct lags {
    size_t count, lag[TERMS_MOST];
    double weight[TERMS_MOST];
};

struct arima {
    const double *w; /* differenced, mean 0; LAG_MOST zeros stand before w[0] and before error[0] */
    double *error;
    size_t n, period;
    bool constant;
    int order[ORDERS];
    struct lags ar, ma;
    double partial[SEARCH_MOST];
};

/* ---- one model ---- */

/* Coefficients from partial autocorrelations (Barndorff-Nielsen and Schou 1973). */
static void from_partial(const double *partial, int order, double *coefficient)
{
    for (int k = 0; k < order; k++) {
        double old[ORDER_MOST];
        memcpy(old, coefficient, sizeof old);
        for (int j = 0; j < k; j++)
            coefficient[j] = old[j] - partial[k] * old[k - 1 - j];
        coefficient[k] = partial[k];
    }
}

static void add_term(struct lags *lags, size_t lag, double weight)
{
    lags->lag[lags->count] = lag;
    lags->weight[lags->count++] = weight;
}

/* (1 - a1 B - ...)(1 - s B^period) as one polynomial. */
static void multiply(const double *partial, int order, const double *season, int season_order, size_t period, struct lags *lags)
{
    double a[ORDER_MOST] = {0};
    from_partial(partial, order, a);
    lags->count = 0;
    for (int i = 0; i < order; i++)
        add_term(lags, (size_t)i + 1, a[i]);
    if (season_order > 0)
        add_term(lags, period, *season);
    for (int i = 0; i < order && season_order > 0; i++)
        add_term(lags, period + (size_t)i + 1, -a[i] * *season);
}

static double past(const struct lags *lags, const double *now)
{
    double sum = 0;
    for (size_t i = 0; i < lags->count; i++)
        sum += lags->weight[i] * *(now - lags->lag[i]);
    return sum;
}

static size_t order_sum(const struct arima *arima)
{
    return (size_t)(arima->order[AR] + arima->order[MA] + arima->order[SEASON_AR] + arima->order[SEASON_MA]);
}

static double cost(const double *x, void *context)
{
    struct arima *arima = context;
    const int *order = arima->order;
    const double *season_ar = x + order[AR], *ma = season_ar + order[SEASON_AR], *season_ma = ma + order[MA];
    double squares = 0;
    for (size_t i = 0; i < order_sum(arima); i++)
        if (fabs(x[i]) > 0.98)
            return HUGE_VAL;
    multiply(x, order[AR], season_ar, order[SEASON_AR], arima->period, &arima->ar);
    multiply(ma, order[MA], season_ma, order[SEASON_MA], arima->period, &arima->ma);
    for (size_t t = 0; t < arima->n; t++) {
        arima->error[t] = arima->w[t] - past(&arima->ar, arima->w + t) - past(&arima->ma, arima->error + t);
        squares += arima->error[t] * arima->error[t];
    }
    return (double)arima->n * log(squares + 1e-12 * (double)arima->n);
}

/* Searches the parameters of the model's orders; gives its AICc. */
static double fit(struct arima *arima, double near, int evaluations)
{
    double steps[SEARCH_MOST], n = (double)arima->n;
    size_t count = order_sum(arima);
    for (size_t i = 0; i < count; i++)
        steps[i] = 0.3;
    double k = (double)count + 1 + arima->constant, least = search_minimum(cost, arima, arima->partial, steps, count, near, evaluations);
    return n > k + 1 ? least + 2 * k + 2 * k * (k + 1) / (n - k - 1) : HUGE_VAL;
}

/* ---- the orders ---- */

struct choice {
    struct arima best, tried;
    double aicc;
    bool seen[ORDER_MOST + 1][ORDER_MOST + 1][2][2];
};

/* Tries the model if its orders are allowed and new; whether it is better than the best. */
static bool try_orders(struct choice *choice, const int *order)
{
    bool seasonal = choice->best.period > 1;
    for (int i = 0; i < ORDERS; i++)
        if (order[i] < 0 || order[i] > (i < SEASON_AR ? ORDER_MOST : seasonal))
            return false;
    bool *seen = &choice->seen[order[AR]][order[MA]][order[SEASON_AR]][order[SEASON_MA]];
    if (*seen)
        return false;
    *seen = true;
    memcpy(choice->tried.order, order, sizeof choice->tried.order);
    for (size_t i = 0; i < SEARCH_MOST; i++)
        choice->tried.partial[i] = 0.1;
    double aicc = fit(&choice->tried, 0.1, 30 + 25 * (int)order_sum(&choice->tried));
    if (aicc >= choice->aicc)
        return false;
    choice->aicc = aicc;
    choice->best = choice->tried;
    return true;
}

/* The newest CHOOSING values say which orders; all say which parameters. */
static void choose(struct arima *arima)
{
    static const int first[][ORDERS] = {{0, 0, 0, 0}, {1, 0, 1, 0}, {0, 1, 0, 1}, {2, 2, 1, 1}};
    static const int steps[][ORDERS] = {{1, 0, 0, 0},  {-1, 0, 0, 0}, {0, 1, 0, 0},  {0, -1, 0, 0}, {0, 0, 1, 0},
                                        {0, 0, -1, 0}, {0, 0, 0, 1},  {0, 0, 0, -1}, {1, 1, 0, 0},  {-1, -1, 0, 0}};
    size_t skipped = arima->n > CHOOSING ? arima->n - CHOOSING : 0;
    struct arima newest = *arima;
    newest.w += skipped;
    newest.error += skipped;
    newest.n -= skipped;
    struct choice choice = {.best = newest, .tried = newest, .aicc = HUGE_VAL};
    int order[ORDERS];
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        for (int j = 0; j < ORDERS; j++)
            order[j] = j < SEASON_AR || arima->period > 1 ? first[i][j] : 0;
        try_orders(&choice, order);
    }
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        for (int j = 0; j < ORDERS; j++)
            order[j] = choice.best.order[j] + steps[i][j];
        if (try_orders(&choice, order))
            i = (size_t)-1; /* from the new place all steps again */
    }
    memcpy(arima->order, choice.best.order, sizeof arima->order);
    memcpy(arima->partial, choice.best.partial, sizeof arima->partial);
    fit(arima, 0.01, 60 * (int)order_sum(arima));
    cost(arima->partial, arima); /* leaves the errors of these parameters */
}

/* ---- differences ---- */

/* Whether the KPSS statistic of a level says at 5 % that a random walk is in it (Kwiatkowski and others 1992). */
static bool wanders(const double *y, size_t n)
{
    double mean = 0, sum = 0, squares = 0, spread = 0;
    size_t lags = (size_t)(4 * pow((double)n / 100, 0.25));
    for (size_t t = 0; t < n; t++)
        mean += y[t] / (double)n;
    for (size_t t = 0; t < n; t++) {
        sum += y[t] - mean;
        squares += sum * sum;
        spread += (y[t] - mean) * (y[t] - mean);
    }
    for (size_t lag = 1; lag <= lags; lag++) {
        double cross = 0;
        for (size_t t = lag; t < n; t++)
            cross += (y[t] - mean) * (y[t - lag] - mean);
        spread += 2 * (1 - (double)lag / (double)(lags + 1)) * cross;
    }
    return spread > 1e-12 && squares / ((double)n * spread) > 0.463;
}

static size_t difference(double *y, size_t n, size_t lag)
{
    for (size_t t = 0; t + lag < n; t++)
        y[t] = y[t + lag] - y[t];
    return n - lag;
}

/* What y at `now` is when its differences are `value`. */
static double integrate(double value, const double *now, int times, size_t season)
{
    static const double weight[3][3] = {{1, 0, 0}, {1, -1, 0}, {1, -2, 1}};
    for (int i = 0; i <= times; i++) {
        value -= i > 0 ? weight[times][i] * *(now - i) : 0;
        value += season > 0 ? weight[times][i] * *(now - i - season) : 0;
    }
    return value;
}

static double take_mean(double *w, size_t n)
{
    double mean = 0;
    for (size_t t = 0; t < n; t++)
        mean += w[t] / (double)n;
    for (size_t t = 0; t < n; t++)
        w[t] -= mean;
    return mean;
}

bool arima_forecast(const struct series *series, size_t horizon, double *point)
{
    size_t n = series->n, room = LAG_MOST + n + horizon, period = series->period > ETS_PERIOD_MOST ? 1 : series->period;
    double *y = arena_alloc(series->arena, 3 * room * sizeof *y), *w = y + room + LAG_MOST, *error = w + room, squares = 0, mean = 0;
    size_t season = season_strength(&(struct series){series->arena, series->y, n, period}) > 0.64 ? period : 0, length = n;
    int times = 0;
    memcpy(y, series->y, n * sizeof *y);
    memcpy(w, y, n * sizeof *w);
    if (season > 0)
        length = difference(w, length, season);
    for (; length > 10 && times < (season > 0 ? 1 : 2) && wanders(w, length); times++)
        length = difference(w, length, 1);
    bool constant = times + (season > 0) <= 1;
    if (constant)
        mean = take_mean(w, length);
    for (size_t t = 0; t < length; t++)
        squares += w[t] * w[t];
    if (length < 10 || squares < 1e-12 * (double)length)
        return false;
    struct arima arima = {.w = w, .error = error, .n = length, .period = length > 2 * period ? period : 1, .constant = constant};
    choose(&arima);
    for (size_t h = 0; h < horizon; h++) {
        error[length + h] = 0;
        w[length + h] = past(&arima.ar, w + length + h) + past(&arima.ma, error + length + h);
        point[h] = y[n + h] = integrate(w[length + h] + mean, y + n + h, times, season);
    }
    return true;
}
